package io.wxomedia.processing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for images that cost credits, with {@code CREDITS_PER_IMAGE} set.
 */
@TestPropertySource(properties = { "CREDITS_PER_IMAGE=2", "CREDITS_INITIAL=5", "COS_INPUT_BUCKET=inputs",
		"COS_OUTPUT_BUCKET=outputs", "MAX_PARALLEL_BATCH_IMAGES=1" })
class ChargedImagesTests extends ProcessingService {

	@Test
	void completedImageIsPaidForAndNoneIsAcceptedWithoutCredits() {
		have(5);
		String job = text(process(ServiceClient.SINGLE_B64), "job_id");
		assertThat(entries(job)).containsExactly("capture 2 image", "hold 2 image");
		provider.willReturn(TestImages.png(), Duration.ofMinutes(10));
		String open = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
		assertHas(1, 2);
		int jobs = jobs();
		Answer refused = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				receiver.url(), "Idempotency-Key", "poor");
		assertThat(refused.status()).isEqualTo(402);
		assertThat(refused.code()).isEqualTo("insufficient_credits");
		assertThat(refused.detail()).contains("costs 2 credits", "1 are available", "CREDITS_PER_IMAGE");
		assertThat(jobs()).isEqualTo(jobs);
		assertThat(this.service.post("/jobs/" + open + "/cancel", "").status()).isEqualTo(202);
		assertThat(entries(open)).containsExactly("release 2 image", "hold 2 image");
		assertHas(3, 0);
		// The refused request left nothing behind.
		provider.willReturn(TestImages.png());
		Answer accepted = this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				receiver.url(), "Idempotency-Key", "poor");
		assertThat(accepted.status()).isEqualTo(202);
		this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl", receiver.url(),
				"Idempotency-Key", "poor");
		receiver.take(accepted.json().path("job_id").asString(), PATIENCE);
		assertHas(1, 0);
	}

	@Test
	void failedImageIsGivenBackAndPaidForWhenItIsTriedAgain() {
		have(2);
		provider.willFail(Error.MODERATION);
		JsonNode failed = process(ServiceClient.SINGLE_B64);
		assertThat(text(failed, "status")).isEqualTo("failed");
		String job = text(failed, "job_id");
		assertThat(entries(job)).containsExactly("release 2 image", "hold 2 image");
		assertHas(2, 0);
		have(1);
		Answer refused = this.service.post("/jobs/" + job + "/retry", "");
		assertThat(refused.status()).isEqualTo(402);
		assertThat(refused.code()).isEqualTo("insufficient_credits");
		have(2);
		provider.willReturn(TestImages.png());
		String again = this.service.post("/jobs/" + job + "/retry", "").json().path("job_id").asString();
		receiver.take(again, PATIENCE);
		assertThat(entries(again)).containsExactly("capture 2 image", "hold 2 image");
		assertHas(0, 0);
	}

	@Test
	void fallbackIsAnImageLikeAnyOther() {
		have(2);
		provider.willFail(Error.BILLING_HARD_LIMIT);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(callback.path("fallback_local").asInt()).isEqualTo(1);
		assertHas(0, 0);
	}

	@Test
	void batchThatRunsOutFailsTheRestAndPaysForThatAloneWhenItIsTriedAgain() {
		have(7);
		for (String key : List.of("a.png", "b.png", "c.png", "d.png", "f.png")) {
			put(INPUTS, key, TestImages.png());
		}
		put(INPUTS, "b.png", "no image".getBytes(StandardCharsets.UTF_8));
		JsonNode callback = processBatch();
		assertThat(text(callback, "status")).isEqualTo("completed_with_errors");
		assertThat(callback.path("processed").asInt()).isEqualTo(2);
		assertThat(callback.path("errors").valueStream().map(JsonNode::asString)).hasSize(3)
			.anyMatch((error) -> error.startsWith("b.png: "))
			.contains("d.png: Not edited: an image costs 2 credits (CREDITS_PER_IMAGE), and 1 are available",
					"f.png: Not edited: an image costs 2 credits (CREDITS_PER_IMAGE), and 1 are available");
		assertThat(provider.edits()).hasSize(2);
		String job = text(callback, "job_id");
		assertThat(entries(job)).containsExactlyInAnyOrder("hold 2 image 1", "hold 2 image 2", "hold 2 image 3",
				"capture 2 image 1", "capture 2 image 3", "release 2 image 2");
		assertHas(3, 0);
		have(10);
		put(INPUTS, "b.png", TestImages.png());
		String again = this.service.post("/jobs/" + job + "/retry", "").json().path("job_id").asString();
		assertThat(text(receiver.take(again, PATIENCE).json(), "status")).isEqualTo("completed");
		assertThat(entries(again)).containsExactlyInAnyOrder("hold 2 image 2", "hold 2 image 4", "hold 2 image 5",
				"capture 2 image 2", "capture 2 image 4", "capture 2 image 5");
		assertHas(4, 0);
	}

	@Test
	void cancelledBatchPaysForWhatIsThere() {
		have(10);
		put(INPUTS, "a.png", TestImages.png());
		put(INPUTS, "b.png", TestImages.png());
		provider.willInTurn(OpenAiStub.success(TestImages.png()),
				WireMock.aResponse().withStatus(200).withFixedDelay(600_000));
		String job = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("greyer"));
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).hasSize(2));
		assertHas(6, 4);
		assertThat(this.service.post("/jobs/" + job + "/cancel", "").status()).isEqualTo(202);
		receiver.take(job, PATIENCE);
		assertThat(entries(job)).containsExactlyInAnyOrder("hold 2 image 1", "hold 2 image 2", "capture 2 image 1",
				"release 2 image 2");
		assertHas(8, 0);
	}

	/**
	 * Let the one caller of the service have so many credits, none of them held.
	 */
	private void have(int credits) {
		assertThat(credits().path("held").asInt()).isZero();
		int more = credits - credits().path("available").asInt();
		if (more != 0) {
			assertThat(this.service
				.post("/credits/grant", "{\"owner\":\"anonymous\",\"amount\":" + more + ",\"reason\":\"test\"}")
				.status()).isEqualTo(200);
		}
	}

	private JsonNode credits() {
		return this.service.get("/credits?limit=100").json();
	}

	private void assertHas(int available, int held) {
		JsonNode credits = credits();
		assertThat(credits.path("available").asInt()).isEqualTo(available);
		assertThat(credits.path("held").asInt()).isEqualTo(held);
	}

	private List<String> entries(String job) {
		return credits().path("entries")
			.valueStream()
			.filter((entry) -> entry.path("job_id").asString("").equals(job))
			.map((entry) -> entry.path("kind").asString() + " " + entry.path("amount").asInt() + " "
					+ entry.path("line").asString())
			.toList();
	}

	private int jobs() {
		return this.service.get("/jobs?limit=100").json().path("jobs").size();
	}

}
