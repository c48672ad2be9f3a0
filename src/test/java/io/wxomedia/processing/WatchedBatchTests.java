package io.wxomedia.processing;

import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for watching and cancelling a batch.
 */
class WatchedBatchTests extends UsualSettings {

	@Test
	void batchTellsOfItsImages() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.png", TestImages.png());
		String job = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("x"));
		try (EventStream stream = EventStream.open(this.port, "/jobs/" + job + "/events")) {
			assertThat(stream.awaitEnd(60)).isTrue();
			assertThat(stream.messages().stream().filter((message) -> "item".equals(message.event())))
				.extracting((message) -> message.data().path("key").asString())
				.containsExactlyInAnyOrder("in/a.png", "in/b.png");
		}
	}

	@Test
	void batchIsCancelledWithWhatItHas() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.png", TestImages.png());
		provider.willInTurn(OpenAiStub.success(TestImages.png()),
				OpenAiStub.success(TestImages.png()).withFixedDelay(600_000));
		String job = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("x"));
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.job(job).path("progress").path("done").asInt()).isOne());
		ServiceClient.Answer answer = this.service.post("/jobs/" + job + "/cancel", "");
		assertThat(answer.json().path("provider_call_paid").asBoolean()).isTrue();
		JsonNode callback = receiver.take(job, PATIENCE).json();
		assertThat(callback.path("status").asString()).isEqualTo("failed");
		assertThat(callback.path("total_files").asInt()).isEqualTo(2);
		assertThat(callback.path("processed").asInt()).isOne();
		assertThat(callback.path("failed").asInt()).isOne();
	}

}
