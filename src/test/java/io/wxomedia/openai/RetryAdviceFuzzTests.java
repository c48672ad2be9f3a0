package io.wxomedia.openai;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.wxomedia.testing.FuzzTests;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes what an answer of the provider, or of a gateway before it, says about waiting:
 * the first line of the input is the header {@code retry-after-ms}, the second
 * {@code retry-after}, the rest the words, whose end goes on and on.
 */
class RetryAdviceFuzzTests extends FuzzTests {

	private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

	private final RetryAdvice advice = new RetryAdvice(Clock.fixed(NOW, ZoneOffset.UTC));

	RetryAdviceFuzzTests() {
		super("retry-advice", 5000);
	}

	@Override
	protected void run(byte[] input) {
		String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 3);
		Map<String, List<String>> headers = Map.of("retry-after-ms", List.of(lines[0]), "retry-after",
				(lines.length > 1) ? List.of(lines[1]) : List.of());
		Duration wait = this.advice.read((name) -> headers.getOrDefault(name, List.of()),
				(lines.length > 2) ? endless(lines[2]) : null);
		if (wait != null) {
			assertThat(wait).isGreaterThanOrEqualTo(Duration.ZERO);
			assertThat(wait.toMillis()).isNotNegative();
		}
	}

	private static String endless(String words) {
		return words + words.substring(Math.max(0, words.length() - 12)).repeat(5000);
	}

}
