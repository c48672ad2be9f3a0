package io.wxomedia.processing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for batches.
 */
class BatchTests extends UsualSettings {

	private static final byte[] NO_IMAGE = "no image".getBytes(StandardCharsets.UTF_8);

	@Test
	void imagesAreEditedInParallelWithinTheBound() {
		Duration delay = Duration.ofMillis(900);
		provider.willReturn(TestImages.png(), delay);
		for (int i = 0; i < 12; i++) {
			put(INPUTS, "in/%02d.png".formatted(i), TestImages.png());
		}
		JsonNode callback = processBatch();
		assertCounts(callback, "completed", 12, 12, 0, 0);
		assertThat(provider.edits()).hasSize(12);
		List<Instant> starts = provider.edits().stream().map((edit) -> edit.getLoggedDate().toInstant()).toList();
		assertThat(starts.stream().mapToLong((at) -> underWay(starts, at, delay.dividedBy(3))).max().orElseThrow())
			.isBetween(2L, 4L);
		String job = text(callback, "job_id");
		assertThat(keys(OUTPUTS)).containsExactlyElementsOf(Stream
			.concat(IntStream.range(0, 12).mapToObj("%02d_modified.png"::formatted), Stream.of("manifest.json"))
			.map((name) -> "results/batch/" + job + "/" + name)
			.toList());
	}

	private static long underWay(List<Instant> starts, Instant at, Duration atLeast) {
		return starts.stream().filter((start) -> !start.isAfter(at) && start.plus(atLeast).isAfter(at)).count();
	}

	@Test
	void callbackHasExactlyTheDeclaredFields() {
		put(INPUTS, "in/a.png", TestImages.png());
		String job = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("greyer"));
		Callback received = receiver.take(job, PATIENCE);
		JsonNode callback = received.json();
		assertThat(callback.propertyNames()).containsExactlyInAnyOrder("status", "job_id", "total_files", "processed",
				"failed", "fallback_local", "total_files_processed", "duration_seconds", "output_bucket",
				"output_prefix", "errors");
		assertCounts(callback, "completed", 1, 1, 0, 0);
		assertThat(text(callback, "output_bucket")).isEqualTo(OUTPUTS);
		assertThat(text(callback, "output_prefix")).isEqualTo("results/batch/" + text(callback, "job_id") + "/");
		assertThat(callback.path("duration_seconds").isNumber()).isTrue();
		// As sent, since a parsed number has lost its zeros at the end.
		assertThat(received.text()).containsPattern("\"duration_seconds\":\\d+\\.\\d{3},");
		assertThat(errors(callback)).isEmpty();
	}

	@Test
	void emptyPrefixIsCompletedWithZeros() {
		put(INPUTS, "elsewhere/a.png", TestImages.png());
		put(INPUTS, "in/", new byte[0]);
		put(INPUTS, "in/folder/", new byte[0]);
		JsonNode callback = processBatch();
		assertCounts(callback, "completed", 0, 0, 0, 0);
		assertThat(errors(callback)).isEmpty();
		assertThat(provider.edits()).isEmpty();
		assertThat(manifest(callback).path("items").isEmpty()).isTrue();
	}

	@Test
	void manifestSaysWhatBecameOfEachImage() {
		provider.server()
			.stubFor(WireMock.post("/v1/images/edits")
				.atPriority(1)
				.withMultipartRequestBody(
						WireMock.aMultipart().withHeader("Content-Type", WireMock.containing("image/jpeg")))
				.willReturn(OpenAiStub.failure(Error.BILLING_HARD_LIMIT)));
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.jpg", TestImages.jpeg());
		put(INPUTS, "in/c.txt", NO_IMAGE);
		put(INPUTS, "in/d.png", TestImages.png());
		JsonNode callback = process(ServiceClient.BATCH, ServiceClient.batch("rêver \"gris\""));
		String prefix = text(callback, "output_prefix");
		JsonNode manifest = manifest(callback);
		assertThat(manifest.propertyNames()).containsExactly("job_id", "prompt", "items");
		assertThat(text(manifest, "job_id")).isEqualTo(text(callback, "job_id"));
		assertThat(text(manifest, "prompt")).isEqualTo("rêver \"gris\"");
		JsonNode job = this.service.job(text(callback, "job_id"));
		List<JsonNode> items = manifest.path("items").valueStream().toList();
		assertThat(items).hasSize(4)
			.allSatisfy((item) -> assertThat(item.propertyNames()).containsExactly("key", "state", "output_key",
					"error", "fallback", "cost_usd"));
		for (int i = 0; i < items.size(); i++) {
			for (String same : List.of("key", "state", "output_key", "error")) {
				assertThat(items.get(i).path(same)).isEqualTo(job.path("items").path(i).path(same));
			}
		}
		assertThat(items).extracting((item) -> item.path("output_key").asString(""))
			.containsExactly(prefix + "a_modified.png", prefix + "b_modified.png", "", prefix + "d_modified.png");
		assertThat(items).extracting((item) -> item.path("fallback").asBoolean())
			.containsExactly(false, true, false, false);
		assertThat(items.get(1).path("cost_usd").decimalValue()).isZero();
		assertThat(items.get(2).path("cost_usd").isNull()).isTrue();
		BigDecimal cost = items.get(0).path("cost_usd").decimalValue();
		assertThat(cost).isPositive();
		assertThat(cost.add(items.get(3).path("cost_usd").decimalValue()))
			.isEqualByComparingTo(job.path("cost_usd").decimalValue());
	}

	@Test
	void manifestOfAnEarlierBatchIsNoImage() {
		String earlier = "in/" + UUID.randomUUID() + "/";
		put(INPUTS, earlier + "a_modified.png", TestImages.png());
		put(INPUTS, earlier + "manifest.json", NO_IMAGE);
		put(INPUTS, "in/manifest.json", NO_IMAGE);
		JsonNode callback = processBatch();
		assertCounts(callback, "completed_with_errors", 2, 1, 1, 0);
		assertThat(errors(callback)).singleElement().asString().startsWith("in/manifest.json: ");
		assertThat(manifest(callback).path("items").size()).isEqualTo(2);
	}

	@Test
	void objectsThatAreNoImagesFailAndAreNeverSent() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.txt", NO_IMAGE);
		put(INPUTS, "in/c.png", NO_IMAGE);
		put(INPUTS, "in/d.png", new byte[0]);
		put(INPUTS, "in/e.png", TestImages.cutOff(TestImages.png(), 10));
		put(INPUTS, "in/f.gif", TestImages.gif());
		put(INPUTS, "in/g.png", TestImages.pngThatClaims(30_000, 30_000));
		JsonNode callback = processBatch();
		assertCounts(callback, "completed_with_errors", 7, 1, 6, 0);
		assertThat(provider.edits()).hasSize(1);
		assertThat(errors(callback)).hasSize(6)
			.allMatch((error) -> error.matches("in/[b-g]\\.\\w+: .{10,}"))
			.isSorted();
		assertThat(callback.has("error")).isFalse();
		JsonNode job = this.service.job(text(callback, "job_id"));
		assertThat(job.path("items").size()).isEqualTo(7);
		JsonNode first = job.path("items").path(0);
		assertThat(first.propertyNames()).containsExactlyInAnyOrder("key", "state", "error", "output_key",
				"fallback_reason", "result_url");
		assertThat(text(first, "key")).isEqualTo("in/a.png");
		assertThat(text(first, "state")).isEqualTo("completed");
		assertThat(text(first, "output_key")).isEqualTo(text(callback, "output_prefix") + "a_modified.png");
		assertThat(text(first, "result_url")).contains("/" + OUTPUTS + "/" + text(first, "output_key"))
			.contains("X-Amz-Expires=900");
		JsonNode second = job.path("items").path(1);
		assertThat(second.path("result_url").isNull()).isTrue();
		assertThat(text(second, "state")).isEqualTo("failed");
		assertThat(errors(callback).get(0)).isEqualTo("in/b.txt: " + text(second, "error"));
		assertThat(text(job, "verdict")).isEqualTo("completed_with_errors");
		assertThat(job.path("progress").path("percent").asInt()).isEqualTo(100);
		assertThat(job.path("progress").path("done").asInt()).isEqualTo(1);
		assertThat(job.path("progress").path("failed").asInt()).isEqualTo(6);
	}

	@Test
	void collidingNamesAllSurvive() {
		for (String key : List.of("in/a.jpg", "in/a.png", "in/a_2.png", "in/sub/a.png")) {
			put(INPUTS, key, TestImages.png());
		}
		JsonNode callback = processBatch();
		assertCounts(callback, "completed", 4, 4, 0, 0);
		String prefix = text(callback, "output_prefix");
		assertThat(keys(OUTPUTS)).containsExactlyInAnyOrder(prefix + "a_modified.png", prefix + "a_2_modified.png",
				prefix + "a_2_2_modified.png", prefix + "a_3_modified.png", prefix + "manifest.json");
	}

	@Test
	void listingIsPaged() {
		IntStream.range(0, 1005).parallel().forEach((i) -> put(INPUTS, "in/%04d.txt".formatted(i), NO_IMAGE));
		JsonNode callback = processBatch();
		assertCounts(callback, "completed_with_errors", 1005, 0, 1005, 0);
		assertThat(provider.edits()).isEmpty();
		List<String> errors = errors(callback);
		assertThat(errors).hasSize(20).isSorted();
		assertThat(errors.get(0)).startsWith("in/0000.txt: ");
		assertThat(errors.get(19)).startsWith("in/0019.txt: ");
		assertThat(manifest(callback).path("items").valueStream().map((item) -> text(item, "key")))
			.containsExactlyElementsOf(IntStream.range(0, 1005).mapToObj("in/%04d.txt"::formatted).toList());
	}

	@Test
	void billingLimitFallsBackForTheImagesThatMeetIt() {
		provider.server()
			.stubFor(WireMock.post("/v1/images/edits")
				.atPriority(1)
				.withMultipartRequestBody(
						WireMock.aMultipart().withHeader("Content-Type", WireMock.containing("image/jpeg")))
				.willReturn(OpenAiStub.failure(Error.BILLING_HARD_LIMIT)));
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.jpg", TestImages.jpeg());
		put(INPUTS, "in/c.txt", NO_IMAGE);
		put(INPUTS, "in/d.jpg", TestImages.jpeg());
		JsonNode callback = processBatch();
		assertCounts(callback, "completed_with_errors", 4, 3, 1, 2);
		JsonNode job = this.service.job(text(callback, "job_id"));
		assertThat(text(job, "fallback_reason")).isEqualTo("openai_billing_limit");
		assertThat(job.path("items").valueStream().map((item) -> item.path("fallback_reason").asString()))
			.containsExactly("", "openai_billing_limit", "", "openai_billing_limit");
		String note = ": OpenAI billing limit -> fallback local applied";
		assertThat(errors(callback)).hasSize(3).startsWith("in/b.jpg" + note).endsWith("in/d.jpg" + note);
		assertThat(errors(callback).get(1)).startsWith("in/c.txt: ");
		assertThat(provider.edits()).hasSize(3);
		assertThat(keys(OUTPUTS)).contains(text(callback, "output_prefix") + "d_modified.png");
	}

	@Test
	void billingLimitForAllIsCompletedWithoutFailures() {
		provider.willFail(Error.CREDIT_EXHAUSTED);
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.jpg", TestImages.jpeg());
		JsonNode callback = processBatch();
		assertCounts(callback, "completed", 2, 2, 0, 2);
		assertThat(errors(callback)).hasSize(2);
	}

	@Test
	void imageIsTriedAgainAfterAServerError() {
		provider.willInTurn(OpenAiStub.failure(Error.SERVER_ERROR), OpenAiStub.success(TestImages.png()));
		put(INPUTS, "in/a.png", TestImages.png());
		JsonNode callback = processBatch();
		assertCounts(callback, "completed", 1, 1, 0, 0);
		assertThat(provider.edits()).hasSize(2);
	}

	@Test
	void refusedImageIsReportedInTheProvidersWords() {
		provider.willFail(Error.MODERATION);
		put(INPUTS, "in/a b.png", TestImages.png());
		JsonNode callback = processBatch();
		assertCounts(callback, "completed_with_errors", 1, 0, 1, 0);
		assertThat(errors(callback)).singleElement()
			.satisfies((error) -> assertThat(error).startsWith("in/a b.png: OpenAI: Your request was rejected"));
	}

	private static void assertCounts(JsonNode callback, String status, int total, int processed, int failed,
			int fallbacks) {
		assertThat(text(callback, "status")).as(callback.toString()).isEqualTo(status);
		assertThat(callback.path("total_files").asInt()).isEqualTo(total);
		assertThat(callback.path("processed").asInt()).isEqualTo(processed);
		assertThat(callback.path("failed").asInt()).isEqualTo(failed);
		assertThat(callback.path("fallback_local").asInt()).isEqualTo(fallbacks);
		assertThat(callback.path("total_files_processed").asInt()).isEqualTo(processed);
	}

	private static JsonNode manifest(JsonNode callback) {
		ResponseBytes<GetObjectResponse> object = store.client()
			.getObjectAsBytes(
					(request) -> request.bucket(OUTPUTS).key(text(callback, "output_prefix") + "manifest.json"));
		assertThat(object.response().contentType()).isEqualTo("application/json");
		return JsonMapper.shared().readTree(object.asByteArray());
	}

	private static List<String> errors(JsonNode callback) {
		return callback.path("errors").valueStream().map(JsonNode::asString).toList();
	}

}
