package io.wxomedia.callback;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.wxomedia.access.Caller;
import io.wxomedia.testing.FuzzTests;
import io.wxomedia.web.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzzes the parameters of {@code GET /dead-letters}: host, time, limit and cursor,
 * separated by bars. What is not refused is a host that a callback can have and a time
 * that both databases can hold.
 */
class DeadLetterQueryFuzzTests extends FuzzTests {

	private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

	private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

	DeadLetterQueryFuzzTests() {
		super("dead-letter-query", 30_000);
	}

	@Override
	protected void run(byte[] input) {
		String[] parts = new String(input, StandardCharsets.UTF_8).split("\\|", 4);
		try {
			String time = (parts.length > 1) ? parts[1] : null;
			DeadLetterFilter filter = DeadLetterFilter.of(new Caller("a", true), parts[0], time, time);
			assertThat(filter.host()).matches("[a-z0-9_.:-]{1,253}");
			assertThat((filter.before() != null) ? filter.before() : FIRST).isBetween(FIRST, LAST);
		}
		catch (Refusal ex) {
			assertThat(ex).hasMessageContaining("must be");
		}
		try {
			DeadLetter.Place place = DeadLetterPage.place((parts.length > 3) ? parts[3] : "");
			assertThat(place.since()).isBetween(FIRST, LAST);
		}
		catch (Refusal ex) {
			assertThat(ex).hasMessageContaining("next_cursor");
		}
	}

}
