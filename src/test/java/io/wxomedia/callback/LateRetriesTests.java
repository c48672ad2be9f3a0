package io.wxomedia.callback;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LateRetries}.
 */
class LateRetriesTests {

	@Test
	void valueOfReadsTimesWithTheirUnits() {
		assertThat(LateRetries.valueOf(" 30s,1m , 2H,3d").waits()).containsExactly(Duration.ofSeconds(30),
				Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofDays(3));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void valueOfWhenBlankIsNone(String blank) {
		assertThat(LateRetries.valueOf(blank).waits()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "5", "0m", "1m,", ",", "1m 5m", "1m;5m", "-1m", "1.5h", "31d", "999999999d", "1w", "soon" })
	void valueOfWhenAnEntryIsNoTimeThrows(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> LateRetries.valueOf(text))
			.withMessageStartingWith("CALLBACK_LATE_RETRIES: '");
	}

	@Test
	void valueOfWhenThereAreTooManyThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> LateRetries.valueOf("1m" + ",1m".repeat(100)))
			.withMessageContaining("more than 100");
	}

}
