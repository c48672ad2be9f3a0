package io.wxomedia.openai;

import java.time.Clock;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WarmUp}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	@Test
	void runEditsWithoutNetwork(CapturedOutput output) {
		OpenAiProperties unreachable = new OpenAiProperties("sk-1", "http://nowhere.invalid/v1", "m", "low", "png", 30,
				Set.of(), 0);
		new WarmUp(unreachable, Clock.systemUTC()).run();
		assertThat(output).doesNotContain("The warm-up failed");
	}

}
