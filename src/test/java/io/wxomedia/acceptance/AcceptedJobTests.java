package io.wxomedia.acceptance;

import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.RawConnection;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for what an accepted request is answered, and for the job that it makes.
 */
class AcceptedJobTests extends RunningService {

	@ParameterizedTest
	@ValueSource(strings = { ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS, ServiceClient.BATCH })
	void submitRespondsWithTwoFieldsAndHeaders(String path) {
		String body = path.equals(ServiceClient.BATCH) ? ServiceClient.batch("greyer") : ServiceClient.single();
		Answer answer = this.service.post(path, body, "callbackUrl", receiver.url());
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.json().propertyNames()).containsExactly("accepted", "job_id");
		assertThat(answer.json().path("accepted").asBoolean(false)).isTrue();
		String id = answer.json().path("job_id").asString();
		assertThat(UUID.fromString(id)).hasToString(id);
		assertThat(answer.header("Location")).isEqualTo("/jobs/" + id);
		assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
		assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
		assertThat(receiver.take(id, PATIENCE).json().path("status").asString()).isEqualTo("completed");
	}

	@Test
	void callbackUrlWithUtf8ReachesThatPathAndIsShownSo() throws IOException {
		String body = ServiceClient.single();
		String head = "POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\ncallbackUrl: "
				+ receiver.url("/r\u00e9sultat/\u65e5?cl\u00e9=1") + "\r\n\r\n";
		try (RawConnection connection = RawConnection.to(this.port)) {
			assertThat(connection.send((head + body).getBytes(StandardCharsets.UTF_8)).readAll(PATIENCE))
				.startsWith("HTTP/1.1 202");
		}
		Callback callback = receiver.take(PATIENCE);
		assertThat(callback.uri()).hasToString("/r%C3%A9sultat/%E6%97%A5?cl%C3%A9=1");
		Answer deliveries = this.service.get("/jobs/" + callback.json().path("job_id").asString() + "/deliveries");
		assertThat(deliveries.json().path("url").asString()).endsWith("/r%C3%A9sultat/%E6%97%A5?cl%C3%A9=***");
	}

	@Test
	void callbackUrlInLatin1IsRefused() throws IOException {
		String head = "POST " + ServiceClient.SINGLE_B64 + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\nContent-Length: 0\r\ncallbackUrl: "
				+ receiver.url("/r\u00e9sultat") + "\r\n\r\n";
		String body = ServiceClient.single();
		String request = head.replace("Length: 0", "Length: " + body.length()) + body;
		try (RawConnection connection = RawConnection.to(this.port)) {
			assertThat(connection.send(request.getBytes(StandardCharsets.ISO_8859_1)).readAll(PATIENCE))
				.startsWith("HTTP/1.1 422")
				.contains("invalid_callback_url", "not UTF-8");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "callbackUrl", "callbackurl", "CALLBACKURL", "Callbackurl", "CallBackUrl" })
	void submitFindsTheCallbackHeaderInAnyCase(String name) {
		assertThat(this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), name, receiver.url()).status())
			.isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
			"application/json;charset=UTF-8" })
	void submitTakesJsonHoweverItIsCalled(String type) {
		assertThat(this.service
			.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl", receiver.url(), "Content-Type", type)
			.status()).isEqualTo(202);
	}

	@Test
	void submitIgnoresUnknownFields() {
		String body = """
				{"x": [1, {"image_base64": "no"}], "prompt": "p", "y": null, "z": {"prompt": 4}, "image_base64": "%s",
				"filename": null, "w": 1.5e3, "v": "\\ud83d\\ude00"}""".formatted(base64(TestImages.jpeg()));
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), body);
		JsonNode callback = receiver.take(id, PATIENCE).json();
		assertThat(callback.path("status").asString()).isEqualTo("completed");
		assertThat(callback.path("filename").isNull()).isTrue();
	}

	@Test
	void submitTakesTheLargestImageThatIsAllowed() {
		byte[] image = TestImages.pngOf(10_500_000);
		assertThat(base64(image)).hasSize(14_000_000);
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(),
				ServiceClient.single("p", null, image));
		assertThat(receiver.take(id, PATIENCE).json().path("status").asString()).isEqualTo("completed");
	}

	@Test
	void submitWhenTheSameRequestComesAgainRespondsWithTheSameJob() {
		String key = UUID.randomUUID().toString();
		Answer first = submit(key, ServiceClient.single());
		Answer second = submit(key, ServiceClient.single());
		String id = first.json().path("job_id").asString();
		receiver.take(id, PATIENCE);
		this.service.finished(id, PATIENCE);
		Answer third = submit(key, ServiceClient.single());
		assertThat(List.of(first.status(), second.status(), third.status())).containsOnly(202);
		assertThat(second.text()).isEqualTo(first.text());
		assertThat(third.text()).isEqualTo(first.text());
		assertThat(third.header("Location")).isEqualTo("/jobs/" + id);
		assertThat(provider.edits()).hasSize(1);
		assertThat(receiver.received(id)).hasSize(1);
	}

	@Test
	void submitWhenKeyWasUsedForAnotherRequestRespondsWithProblem() {
		String key = UUID.randomUUID().toString();
		assertThat(submit(key, ServiceClient.single()).status()).isEqualTo(202);
		List<Answer> others = List.of(submit(key, ServiceClient.single("other", "photo.png", TestImages.png())),
				submit(key, ServiceClient.single("make it black and white", "other.png", TestImages.png())),
				submit(key, ServiceClient.single("make it black and white", null, TestImages.png())),
				submit(key, ServiceClient.single("make it black and white", "photo.png", TestImages.jpeg())),
				this.service.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
						receiver.url("/elsewhere"), "Idempotency-Key", key),
				this.service.post(ServiceClient.SINGLE_COS, ServiceClient.single(), "callbackUrl", receiver.url(),
						"Idempotency-Key", key));
		assertThat(others).allSatisfy((answer) -> {
			assertThat(answer.status()).isEqualTo(422);
			assertThat(answer.code()).isEqualTo("idempotency_key_reused");
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		});
		assertThat(submit(key, ServiceClient.single()).status()).isEqualTo(202);
	}

	@Test
	void submitWhenTwentyComeAtTheSameMomentMakesOneJob() throws Exception {
		String key = UUID.randomUUID().toString();
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService callers = Executors.newFixedThreadPool(20);
		try {
			List<Future<Answer>> answers = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				answers.add(callers.submit(() -> {
					start.await();
					return submit(key, ServiceClient.single());
				}));
			}
			start.countDown();
			List<String> texts = new ArrayList<>();
			for (Future<Answer> answer : answers) {
				texts.add(answer.get().status() + " " + answer.get().text());
			}
			assertThat(texts.stream().distinct()).singleElement().asString().startsWith("202 ");
			String id = answers.get(0).get().json().path("job_id").asString();
			receiver.take(id, PATIENCE);
			this.service.finished(id, PATIENCE);
			assertThat(provider.edits()).hasSize(1);
			assertThat(receiver.received(id)).hasSize(1);
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void jobShowsEveryDocumentedField() {
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		receiver.take(id, PATIENCE);
		JsonNode job = Eventually.value(PATIENCE, () -> {
			JsonNode now = this.service.job(id);
			assertThat(now.path("callback").path("state").asString()).isEqualTo("delivered");
			return now;
		});
		assertThat(job.propertyNames()).containsExactly("job_id", "session", "seat", "kind", "state", "verdict",
				"cancelled", "error", "filename", "prompt", "phase", "progress", "queue_position",
				"estimated_wait_seconds", "created_at", "started_at", "finished_at", "expires_at", "attempts", "model",
				"fallback_local", "fallback_reason", "cost_usd", "callback", "links");
		assertThat(job.path("progress").propertyNames()).containsExactly("percent", "done", "failed", "total");
		assertThat(job.path("callback").propertyNames()).containsExactly("state", "attempts", "next_attempt_at");
		assertThat(job.path("links").propertyNames()).containsExactly("self", "events", "result", "deliveries",
				"cancel");
		assertThat(job.path("job_id").asString()).isEqualTo(id);
		assertThat(job.path("kind").asString()).isEqualTo("image_b64");
		assertThat(job.path("verdict").asString()).isEqualTo("completed");
		assertThat(job.path("cancelled").asBoolean(true)).isFalse();
		assertThat(job.path("filename").asString()).isEqualTo("photo.png");
		assertThat(job.path("prompt").asString()).isEqualTo("make it black and white");
		assertThat(job.path("attempts").asInt()).isEqualTo(1);
		assertThat(job.path("model").asString()).isEqualTo("gpt-image-2");
		assertThat(job.path("progress").toString()).isEqualTo("{\"percent\":100,\"done\":1,\"failed\":0,\"total\":1}");
		assertThat(job.path("callback").path("attempts").asInt()).isEqualTo(1);
		assertThat(job.path("links").path("self").asString()).isEqualTo("/jobs/" + id);
		assertThat(job.path("links").path("result").asString()).isEqualTo("/jobs/" + id + "/result");
		for (String absent : List.of("session", "seat", "error", "phase", "queue_position", "estimated_wait_seconds")) {
			assertThat(job.path(absent).isNull()).as(absent).isTrue();
		}
		Instant created = Instant.parse(job.path("created_at").asString());
		Instant started = Instant.parse(job.path("started_at").asString());
		Instant finished = Instant.parse(job.path("finished_at").asString());
		assertThat(List.of(created, started, finished)).isSorted();
		assertThat(Instant.parse(job.path("expires_at").asString())).isCloseTo(finished.plus(Duration.ofDays(7)),
				within(1, ChronoUnit.SECONDS));
	}

	@Test
	void jobOfABatchShowsItsItems() {
		store.client()
			.putObject((request) -> request.bucket("inputs").key("a.png"), RequestBody.fromBytes(TestImages.png()));
		try {
			String id = this.service.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("greyer"));
			JsonNode item = this.service.finished(id, PATIENCE).path("items").path(0);
			assertThat(item.propertyNames()).containsExactly("key", "state", "error", "output_key", "fallback_reason",
					"result_url");
			assertThat(item.path("state").asString()).isEqualTo("completed");
			assertThat(item.path("output_key").asString()).isEqualTo("results/batch/" + id + "/a_modified.png");
			Answer result = this.service.get("/jobs/" + id + "/result");
			assertThat(result.status()).isEqualTo(422);
			assertThat(result.header("Content-Type")).isEqualTo("application/problem+json");
		}
		finally {
			store.client().deleteObject((request) -> request.bucket("inputs").key("a.png"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "00000000-0000-4000-8000-000000000000", "x", "1", "%20", "0-0-0-0-0",
			"00000000-0000-4000-8000-00000000000g", "null" })
	void jobWhenUnknownRespondsWithProblem(String id) {
		for (String path : List.of("/jobs/" + id, "/jobs/" + id + "/result")) {
			Answer answer = this.service.get(path);
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.code()).isEqualTo("not_found");
			assertThat(answer.detail()).isNotBlank();
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@Test
	void resultIsTheImageOfTheProvider() {
		byte[] edited = TestImages.png(9, 5, Color.BLUE);
		provider.willReturn(edited);
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		this.service.finished(id, PATIENCE);
		Answer result = this.service.get("/jobs/" + id + "/result");
		assertThat(result.status()).isEqualTo(200);
		assertThat(result.header("Content-Type")).isEqualTo("image/png");
		assertThat(result.header("Content-Length")).isEqualTo(Integer.toString(edited.length));
		assertThat(result.body()).isEqualTo(edited);
		assertThat(receiver.take(id, PATIENCE).json().path("result_image_base64").asString()).isEqualTo(base64(edited));
	}

	@Test
	void resultInTheStoreIsALinkThatWorks() throws Exception {
		byte[] edited = TestImages.png(9, 5, Color.GREEN);
		provider.willReturn(edited);
		String id = this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
		this.service.finished(id, PATIENCE);
		Answer result = this.service.get("/jobs/" + id + "/result");
		assertThat(result.status()).isEqualTo(303);
		HttpResponse<byte[]> object = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(result.header("Location"))).build(),
					HttpResponse.BodyHandlers.ofByteArray());
		assertThat(object.statusCode()).isEqualTo(200);
		assertThat(object.body()).isEqualTo(edited);
		receiver.take(id, PATIENCE);
	}

	@Test
	void resultOfAFailedJobRespondsWithProblem() {
		provider.willFail(OpenAiStub.Error.MODERATION);
		String id = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		JsonNode job = this.service.finished(id, PATIENCE);
		assertThat(job.path("verdict").asString()).isEqualTo("failed");
		assertThat(job.path("links").path("result").isNull()).isTrue();
		Answer result = this.service.get("/jobs/" + id + "/result");
		assertThat(result.status()).isEqualTo(422);
		assertThat(result.code()).isEqualTo("job_failed");
		assertThat(result.detail()).contains("rejected by the safety system");
		receiver.take(id, PATIENCE);
	}

	@Test
	void healthAnswersWhileEveryWorkerIsBusy() {
		OpenAiStub.Held edits = provider.willHold(TestImages.png());
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ids.add(this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single()));
		}
		Eventually.within(PATIENCE, () -> assertThat(ids)
			.allSatisfy((id) -> assertThat(this.service.job(id).path("state").asString()).isEqualTo("running")));
		long before = System.nanoTime();
		Answer health = this.service.get("/health");
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
		assertThat(health.status()).isEqualTo(200);
		Answer unfinished = this.service.get("/jobs/" + ids.get(0) + "/result");
		assertThat(unfinished.status()).isEqualTo(409);
		assertThat(unfinished.code()).isEqualTo("not_finished");
		JsonNode running = this.service.job(ids.get(0));
		for (String absent : List.of("verdict", "error", "finished_at", "expires_at", "queue_position", "cost_usd")) {
			assertThat(running.has(absent)).as(absent).isTrue();
			assertThat(running.path(absent).isNull()).as(absent).isTrue();
		}
		assertThat(running.path("callback").toString())
			.isEqualTo("{\"state\":\"pending\",\"attempts\":0,\"next_attempt_at\":null}");
		edits.letGo();
		ids.forEach((id) -> this.service.finished(id, PATIENCE));
	}

	@Test
	void healthHasExactlySevenFields() {
		Answer health = this.service.get("/health");
		assertThat(health.header("Content-Type")).isEqualTo("application/json");
		assertThat(health.text()).isEqualTo("""
				{"ok":true,"mode":"workshop","callback_rewrite_enabled":false,"max_concurrent_jobs":10,\
				"callback_retries":3,"fallback_single_enabled":true,"workshop_token_enabled":false}""");
	}

	@Test
	void storageSettingsHoldNoCredential() {
		Answer settings = this.service.get("/cos/config");
		assertThat(settings.status()).isEqualTo(200);
		assertThat(settings.json().propertyNames()).containsExactly("endpoint", "region", "input_bucket",
				"output_bucket", "input_prefix", "output_prefix", "presign_expires");
		assertThat(settings.json().path("endpoint").asString()).isEqualTo(store.endpoint().toString());
		assertThat(settings.json().path("region").asString()).isEqualTo("eu-geo");
		assertThat(settings.json().path("output_prefix").asString()).isEqualTo("results/batch");
		assertThat(settings.json().path("input_prefix").asString("?")).isEmpty();
		assertThat(settings.json().path("presign_expires").asInt()).isEqualTo(900);
		assertThat(settings.text()).doesNotContain("test-key-id", "test-secret-key");
	}

	@Test
	void documentListsTheEndpoints() {
		Answer answer = this.service.get("/openapi.json");
		assertThat(answer.status()).isEqualTo(200);
		JsonNode document = answer.json();
		assertThat(document.path("openapi").asString()).startsWith("3.");
		assertOperation(document, ServiceClient.SINGLE_B64, "processImageAsyncToBase64", "prompt", "image_base64");
		assertOperation(document, ServiceClient.SINGLE_COS, "processImageAsyncToCos", "prompt", "image_base64");
		assertOperation(document, ServiceClient.BATCH, "batchProcessImages", "prompt");
		assertThat(document.path("paths").propertyNames()).contains("/health", "/cos/config", "/jobs/{id}",
				"/jobs/{id}/result");
	}

	private static void assertOperation(JsonNode document, String path, String id, String... required) {
		JsonNode operation = document.path("paths").path(path).path("post");
		assertThat(operation.path("operationId").asString()).isEqualTo(id);
		JsonNode request = resolved(document, operation.path("requestBody").path("content").path("application/json"));
		assertThat(request.path("required").valueStream().map(JsonNode::asString)).containsExactlyInAnyOrder(required);
		JsonNode answers = operation.path("responses").path("202").path("content");
		assertThat(answers.propertyNames()).containsExactly("application/json");
		JsonNode answer = resolved(document, answers.path("application/json"));
		assertThat(answer.path("properties").propertyNames()).containsExactlyInAnyOrder("accepted", "job_id");
		assertThat(operation.path("parameters").findValuesAsString("name")).contains("callbackUrl");
	}

	private static JsonNode resolved(JsonNode document, JsonNode content) {
		return document.at(content.path("schema").path("$ref").asString().substring(1));
	}

	@Test
	void documentationIsShown() {
		Answer docs = this.service.get("/docs");
		assertThat(docs.status()).isEqualTo(302);
		Answer page = this.service.get(docs.header("Location").replaceFirst("https?://[^/]*", ""));
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.text()).contains("swagger-ui");
	}

	private Answer submit(String key, String body) {
		return this.service.post(ServiceClient.SINGLE_B64, body, "callbackUrl", receiver.url(), "Idempotency-Key", key);
	}

	private static String base64(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

}
