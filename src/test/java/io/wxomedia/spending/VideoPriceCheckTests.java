package io.wxomedia.spending;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VideoPriceCheck}.
 */
class VideoPriceCheckTests {

	@Test
	void pricesOfAllModelsAreTold() {
		assertThat(check("", "fal-ai/veo3.1/lite/image-to-video", "fal-ai/veo3.1"))
			.allSatisfy((line) -> assertThat(line.level()).isEqualTo(Level.OK))
			.extracting(Finding::message)
			.satisfiesExactly(
					(lite) -> assertThat(lite).contains("$0.08 a second at 1080p with sound", "8 seconds $0.64"),
					(full) -> assertThat(full).contains("fal-ai/veo3.1 costs $0.40 a second", "8 seconds $3.2"));
	}

	@Test
	void modelWithoutAPriceIsAWarningThatSaysHowToMendIt() {
		assertThat(check("", "fal-ai/new-model")).singleElement().satisfies((line) -> {
			assertThat(line.level()).isEqualTo(Level.WARNING);
			assertThat(line.mend()).contains("FAL_PRICES=fal-ai/new-model=0.05/s");
		});
		assertThat(check("fal-ai/new-model=0.25/call", "fal-ai/new-model")).singleElement()
			.extracting(Finding::message)
			.asString()
			.contains("$0.25 a call");
	}

	@Test
	void whereNothingIsPaidForNothingIsSaid() {
		assertThat(check("")).isEmpty();
	}

	private static List<Finding> check(String prices, String... models) {
		Findings findings = new Findings("video_price", Clock.systemUTC());
		new VideoPriceCheck(new SpendingProperties("", prices, null, null, "medium"),
				Stream.of(models).map((model) -> new ProviderModel(ProviderModel.FAL, model)).toList())
			.run(findings);
		return findings.lines();
	}

}
