package io.wxomedia.processing;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with settings that allow less than usual, and one bucket for everything.
 */
@TestPropertySource(properties = { "COS_INPUT_BUCKET=inputs", "COS_BUCKET=inputs", "ENABLE_FALLBACK_SINGLE=false",
		"PROVIDER_CALL_AFTER_CRASH=never", "OPENAI_IMAGE_OUTPUT_FORMAT=JPG", "CALLBACK_MAX_RETRIES=0",
		"JOB_TIMEOUT_SECONDS=6", "BATCH_TIMEOUT_SECONDS=5", "MAX_PARALLEL_BATCH_IMAGES=1" })
class StrictSettingsTests extends ProcessingService {

	@Test
	void billingLimitIsAFailure() {
		provider.willFail(Error.BILLING_HARD_LIMIT);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "filename", "error");
		assertThat(text(callback, "status")).isEqualTo("failed");
		assertThat(text(callback, "error")).contains("Billing hard limit has been reached.");
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void billingLimitInABatchFallsBackAllTheSame() {
		provider.willFail(Error.BILLING_HARD_LIMIT);
		put(INPUTS, "a.jpg", TestImages.jpeg());
		JsonNode callback = processBatch();
		assertThat(text(callback, "status")).isEqualTo("completed");
		assertThat(callback.path("fallback_local").asInt()).isOne();
		assertThat(keys(INPUTS)).contains(text(callback, "output_prefix") + "a_modified.png");
	}

	@Test
	void resultHasTheConfiguredFormat() {
		provider.willReturn(TestImages.jpeg());
		JsonNode base64 = process(ServiceClient.SINGLE_B64);
		assertThat(text(base64, "result_mime_type")).isEqualTo("image/jpeg");
		JsonNode stored = process(ServiceClient.SINGLE_COS);
		assertThat(text(stored, "object_key")).endsWith("/photo_modified.jpeg");
		assertThat(store.client()
			.headObject((request) -> request.bucket(INPUTS).key(text(stored, "object_key")))
			.contentType()).isEqualTo("image/jpeg");
		assertThat(provider.edits().get(0).getPart("output_format").getBody().asString()).isEqualTo("jpeg");
	}

	/**
	 * JPEG is configured.
	 */
	@ParameterizedTest
	@MethodSource
	void resultIsWhatItsBytesSay(byte[] result, String type, String extension) {
		provider.willReturn(result);
		JsonNode base64 = process(ServiceClient.SINGLE_B64);
		assertThat(text(base64, "result_mime_type")).isEqualTo(type);
		ServiceClient.Answer served = this.service.get("/jobs/" + text(base64, "job_id") + "/result");
		assertThat(served.header("Content-Type")).isEqualTo(type);
		assertThat(served.body()).isEqualTo(result);
		String single = text(process(ServiceClient.SINGLE_COS), "object_key");
		assertThat(single).endsWith("/photo_modified." + extension);
		put(INPUTS, "a.jpg", TestImages.jpeg());
		String batch = text(processBatch(), "output_prefix") + "a_modified." + extension;
		for (String key : List.of(single, batch)) {
			assertThat(store.client().headObject((request) -> request.bucket(INPUTS).key(key)).contentType())
				.isEqualTo(type);
		}
	}

	static Stream<Arguments> resultIsWhatItsBytesSay() {
		return Stream.of(Arguments.of(TestImages.png(), "image/png", "png"),
				Arguments.of(TestImages.webp(), "image/webp", "webp"),
				Arguments.of(TestImages.jpeg(), "image/jpeg", "jpeg"));
	}

	@Test
	void imageThatTakesTooLongFailsAfterOneCall() {
		provider.willReturn(TestImages.jpeg(), Duration.ofSeconds(20));
		long start = System.nanoTime();
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		assertThat(text(callback, "status")).isEqualTo("failed");
		assertThat(text(callback, "error")).contains("JOB_TIMEOUT_SECONDS");
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void lostAnswerIsNotBoughtAgain() {
		provider.willBreak(Fault.CONNECTION_RESET_BY_PEER);
		JsonNode callback = process(ServiceClient.SINGLE_B64);
		assertThat(text(callback, "status")).isEqualTo("failed");
		assertThat(text(callback, "error")).contains("OpenAI's answer was lost")
			.contains("PROVIDER_CALL_AFTER_CRASH=never");
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void noRetriesMeansOneAttempt() {
		receiver.willAnswer(500);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		JsonNode view = Eventually.value(PATIENCE, () -> {
			JsonNode found = this.service.job(job);
			assertThat(text(found.path("callback"), "state")).isEqualTo("dead_letter");
			return found;
		});
		assertThat(view.path("callback").path("attempts").asInt()).isOne();
		assertThat(receiver.received()).hasSize(1);
	}

	@Test
	void batchDoesNotEditEarlierResults() {
		provider.willReturn(TestImages.jpeg());
		put(INPUTS, "a.png", TestImages.png());
		JsonNode first = processBatch();
		JsonNode second = processBatch();
		assertThat(List.of(first, second)).allSatisfy((callback) -> {
			assertThat(callback.path("total_files").asInt()).isOne();
			assertThat(text(callback, "output_bucket")).isEqualTo(INPUTS);
		});
		assertThat(provider.edits()).hasSize(2);
	}

	@Test
	void singleResultsAreNotEditedByABatchEither() {
		provider.willReturn(TestImages.jpeg());
		put(INPUTS, "a.png", TestImages.png());
		process(ServiceClient.SINGLE_COS);
		assertThat(processBatch().path("total_files").asInt()).isOne();
	}

	@Test
	void batchThatRunsOutOfTimeReportsWhatWasDone() {
		ResponseDefinitionBuilder edited = OpenAiStub.success(TestImages.jpeg());
		provider.willInTurn(edited, edited, OpenAiStub.success(TestImages.jpeg()).withFixedDelay(20_000));
		for (String key : List.of("a.png", "b.png", "c.png", "d.png")) {
			put(INPUTS, key, TestImages.png());
		}
		String job = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("greyer"));
		Callback callback = receiver.take(job, PATIENCE);
		JsonNode body = callback.json();
		assertThat(body.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "total_files", "processed",
				"failed", "fallback_local", "total_files_processed", "duration_seconds", "output_bucket",
				"output_prefix", "errors");
		assertThat(text(body, "status")).isEqualTo("completed_with_errors");
		assertThat(body.path("total_files").asInt()).isEqualTo(4);
		assertThat(body.path("processed").asInt()).isEqualTo(2);
		assertThat(body.path("failed").asInt()).isEqualTo(2);
		assertThat(body.path("duration_seconds").asDouble()).isBetween(4.9, 60.0);
		assertThat(body.path("errors").valueStream().map(JsonNode::asString)).hasSize(2)
			.allMatch((error) -> error.matches("[cd]\\.png: .*BATCH_TIMEOUT_SECONDS.*"));
		assertThat(provider.edits()).hasSizeLessThanOrEqualTo(3);
	}

}
