package io.wxomedia.callback;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetrySchedule}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RetryScheduleTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			1,3,8           | 1 | 1000
			1,3,8           | 2 | 3000
			1,3,8           | 3 | 8000
			1,3,8           | 4 | 8000
			1,3,8           | 1000000 | 8000
			2               | 5 | 2000
			0.25, 1.5       | 1 | 250
			0.25, 1.5       | 2 | 1500
			' 1 , 3 , 8 '   | 2 | 3000
			0               | 1 | 0
			1e1             | 1 | 10000
			0.0004          | 1 | 0
			""")
	void delayAfterReturnsWaitsInTurnAndRepeatsTheLast(String setting, int failedAttempts, long milliseconds,
			CapturedOutput output) {
		assertThat(RetrySchedule.parse(setting).delayAfter(failedAttempts)).isEqualTo(Duration.ofMillis(milliseconds));
		assertThat(output).doesNotContain("CALLBACK_BACKOFF_SECONDS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "", ",", "1,,3", "1,3,8,", "1;3;8", "-1", "1,-3", "NaN", "Infinity", "1e999999999",
			"99999999999999999999", "0x10", "1s" })
	void parseWhenSettingCannotBeReadWarnsOnceAndUsesDefault(String setting, CapturedOutput output) {
		assertThat(RetrySchedule.parse(setting).waits()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(3),
				Duration.ofSeconds(8));
		assertThat(output.getOut().lines().filter((line) -> line.contains("CALLBACK_BACKOFF_SECONDS"))).singleElement()
			.asString()
			.contains("WARN", setting);
	}

	@Test
	void delayAfterWhenNothingFailedThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> RetrySchedule.parse("1").delayAfter(0));
	}

	@Test
	void createWithoutWaitsThrows() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(List.of()));
	}

}
