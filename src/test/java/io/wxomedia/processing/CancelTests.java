package io.wxomedia.processing;

import java.time.Duration;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for cancelling jobs over HTTP.
 */
class CancelTests extends ProcessingService {

	/**
	 * Longer than any test waits: an answer that is waited for fails it.
	 */
	private static final Duration FOR_EVER = Duration.ofMinutes(10);

	@Test
	void jobThatCallsTheProviderIsLetGoAtOnce() {
		provider.willReturn(TestImages.png(), FOR_EVER);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		Eventually.within(PATIENCE, () -> assertThat(provider.edits()).hasSize(1));
		ServiceClient.Answer answer = cancel(job);
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.json().path("job_id").asString()).isEqualTo(job);
		assertThat(answer.json().path("state").asString()).isEqualTo("finished");
		assertThat(answer.json().path("provider_call_paid").isNull()).isTrue();
		CallbackReceiver.Callback callback = receiver.take(job, PATIENCE);
		assertThat(callback.json().path("status").asString()).isEqualTo("failed");
		assertThat(callback.json().path("error").asString()).isEqualTo("The job was cancelled");
		JsonNode found = this.service.job(job);
		assertThat(found.path("cancelled").asBoolean()).isTrue();
		assertThat(found.path("verdict").asString()).isEqualTo("failed");
		assertThat(found.path("links").path("cancel").isNull()).isTrue();
		// The worker is free: others get through.
		provider.willReturn(TestImages.png());
		String next = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		assertThat(this.service.finished(next, PATIENCE).path("verdict").asString()).isEqualTo("completed");
	}

	@Test
	void cancellingTwiceIsCancellingOnce() {
		provider.willReturn(TestImages.png(), FOR_EVER);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		assertThat(cancel(job).status()).isEqualTo(202);
		assertThat(cancel(job).status()).isEqualTo(202);
		receiver.take(job, PATIENCE);
		Eventually.within(PATIENCE, () -> assertThat(this.service.job(job).path("callback").path("state").asString())
			.isEqualTo("delivered"));
		assertThat(receiver.received(job)).hasSize(1);
	}

	@Test
	void jobThatFinishedIsNotCancelled() {
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		this.service.finished(job, PATIENCE);
		ServiceClient.Answer answer = cancel(job);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.code()).isEqualTo("already_finished");
		assertThat(cancel("00000000-0000-0000-0000-000000000000").status()).isEqualTo(404);
	}

	@Test
	void manyAreCancelledByFilter() {
		provider.willReturn(TestImages.png(), FOR_EVER);
		for (int i = 0; i < 15; i++) {
			this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		}
		assertThat(this.service.post("/jobs/cancel", "{}", "Content-Type", "application/json").status()).isEqualTo(422);
		ServiceClient.Answer none = this.service.post("/jobs/cancel", "{\"kind\":\"batch\"}", "Content-Type",
				"application/json");
		assertThat(none.json().path("cancelled").asInt()).isZero();
		ServiceClient.Answer all = this.service.post("/jobs/cancel", "{\"all\":true}", "Content-Type",
				"application/json");
		assertThat(all.status()).isEqualTo(202);
		assertThat(all.json().path("cancelled").asInt()).isEqualTo(15);
		assertThat(this.service.get("/jobs?state=queued").json().path("jobs")).isEmpty();
		assertThat(this.service.get("/jobs?state=running").json().path("jobs")).isEmpty();
	}

	private ServiceClient.Answer cancel(String job) {
		return this.service.post("/jobs/" + job + "/cancel", "");
	}

}
