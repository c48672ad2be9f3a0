package io.wxomedia.exchange;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.wxomedia.testing.FuzzTests;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes the header {@code Retry-After} of receivers: whatever it says, the wait can be
 * added to the time, and seconds are read as they are written.
 */
class RetryAfterFuzzTests extends FuzzTests {

	private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

	RetryAfterFuzzTests() {
		super("retry-after", 20_000);
	}

	@Override
	protected void run(byte[] input) {
		String header = new String(input, StandardCharsets.ISO_8859_1);
		Optional<Duration> wait = RetryAfter.wait(header, NOW);
		assertThat(wait.orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
		assertThat(NOW.plus(wait.orElse(Duration.ZERO))).isAfterOrEqualTo(NOW);
		String digits = header.strip();
		if (!digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			long seconds = 0;
			for (char digit : digits.toCharArray()) {
				seconds = 10 * seconds + digit - '0';
			}
			assertThat(wait).contains(Duration.ofSeconds(seconds));
		}
	}

}
