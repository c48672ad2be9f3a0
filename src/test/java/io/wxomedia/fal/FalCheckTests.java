package io.wxomedia.fal;

import java.net.URI;
import java.time.Clock;
import java.util.List;

import io.wxomedia.preflight.Finding;
import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.Level;
import io.wxomedia.testing.FalStub;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FalCheck}.
 */
class FalCheckTests {

	private static final FalStub fal = FalStub.start();

	@AfterAll
	static void stop() {
		fal.close();
	}

	@BeforeEach
	void reset() {
		fal.reset();
	}

	@Test
	void keyIsTriedWithoutBuyingAnything() throws Exception {
		assertThat(check(FalStub.KEY, fal.queueUrl() + "/v1/models/pricing", "OpenAI, for free,"))
			.allSatisfy((line) -> assertThat(line.level()).isEqualTo(Level.OK))
			.extracting(Finding::message)
			.containsExactly("fal.ai takes FAL_KEY; videos are made with fal-ai/veo3.1/lite/image-to-video.",
					"fal.ai's webhooks can be checked: FAL_JWKS_URL has 2 keys.",
					"fal.ai is told to call back at http://localhost:8000/api/webhooks/fal.",
					"Words and pictures of workflows are judged by OpenAI, for free, before fal.ai gets them.");
		assertThat(fal.orders()).isEmpty();
		assertThat(fal.pricesAsked()).containsExactly("fal-ai/veo3.1/lite/image-to-video");
	}

	@Test
	void keyThatIsRefusedIsAProblem() throws Exception {
		Finding line = check("another", fal.queueUrl() + "/v1/models/pricing", "OpenAI").get(0);
		assertThat(line.level()).isEqualTo(Level.PROBLEM);
		assertThat(line.message()).isEqualTo("fal.ai refuses FAL_KEY (HTTP 401), so no video can be made.");
	}

	@Test
	void whoIsNotReachedLeavesItOpen() throws Exception {
		Finding line = check(FalStub.KEY, "http://127.0.0.1:1/v1/models/pricing", "OpenAI").get(0);
		assertThat(line.level()).isEqualTo(Level.WARNING);
		assertThat(line.message()).contains("was not reached").doesNotContain(FalStub.KEY);
	}

	@Test
	void anotherQueuesKeyIsNotSentToFal() throws Exception {
		Finding line = check(FalStub.KEY, null, "OpenAI").get(0);
		assertThat(line.level()).isEqualTo(Level.OK);
		assertThat(line.message()).contains("shows with the first one");
		assertThat(fal.pricesAsked()).isEmpty();
	}

	@Test
	void missingJudgeAndMissingKeyAreTold() throws Exception {
		assertThat(check(FalStub.KEY, null, null)).filteredOn((line) -> line.level() == Level.WARNING)
			.extracting(Finding::message)
			.containsExactly(
					"OPENAI_API_KEY is not set, so nobody judges words and pictures, and no workflow can be started.");
		assertThat(check(null, null, null)).singleElement()
			.extracting(Finding::message)
			.asString()
			.startsWith("FAL_KEY is not set");
	}

	private static List<Finding> check(@Nullable String key, @Nullable String prices, @Nullable String judge)
			throws InterruptedException {
		FalProperties properties = new FalProperties(key, fal.queueUrl(), fal.jwksUrl(), null, "", "");
		Findings findings = new Findings("fal", Clock.systemUTC());
		new FalCheck(properties, (prices != null) ? URI.create(prices) : null, judge,
				new WebhookAddress(() -> URI.create("http://localhost:8000"), properties), new JsonMapper(),
				Clock.systemUTC())
			.run(findings);
		return findings.lines();
	}

}
