package io.wxomedia.exchange;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryAfter}.
 */
class RetryAfterTests {

	private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			120                              | 120
			' 7 '                            | 7
			0                                | 0
			999999999                        | 999999999
			Wed, 25 Nov 2026 10:00:30 GMT    | 30
			Wednesday, 25-Nov-26 10:00:30 GMT | 30
			Wed, 25 Nov 2026 09:00:00 GMT    | 0
			""")
	void waitReadsSecondsAndDates(String header, long seconds) {
		assertThat(RetryAfter.wait(header, NOW)).contains(Duration.ofSeconds(seconds));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "-1", "1.5", "1e3", "99999999999999999999", "2026-11-25T10:00:30Z" })
	void waitWhenHeaderCannotBeReadIsNone(String header) {
		assertThat(RetryAfter.wait(header, NOW)).isEmpty();
	}

	@Test
	void waitWhenThereIsNoHeaderIsNone() {
		@Nullable String none = null;
		assertThat(RetryAfter.wait(none, NOW)).isEmpty();
	}

}
