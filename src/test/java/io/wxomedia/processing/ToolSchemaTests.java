package io.wxomedia.processing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.wxomedia.testing.EditProvider;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub.Error;
import io.wxomedia.testing.SchemaCheck;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import io.wxomedia.testing.ToolDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what the service sends is what the tool files declare: watsonx Orchestrate
 * refuses the rest.
 */
class ToolSchemaTests extends UsualSettings {

	private static final ToolDocument BASE64 = ToolDocument.file("process-image-async-b64");

	private static final ToolDocument STORAGE = ToolDocument.file("process-image-async");

	private static final ToolDocument BATCH = ToolDocument.file("batch-process-images");

	private static final ToolDocument JOB = ToolDocument.file("get-job");

	private static final JsonMapper JSON = new JsonMapper();

	@ParameterizedTest
	@CsvSource({ "process-image-async-b64, photo.png", "process-image-async-b64,", "process-image-async, photo.png",
			"process-image-async,", "batch-process-images," })
	void requestAndAnswerAreAsDeclared(String name, String filename) {
		ToolDocument tool = ToolDocument.file(name);
		String body = name.startsWith("batch") ? ServiceClient.batch("greyer")
				: ServiceClient.single("greyer", filename, TestImages.png());
		assertThat(SchemaCheck.problems(tool, tool.requestSchema(), JSON.readTree(body))).isEmpty();
		Answer answer = this.service.post(tool.path(), body, "callbackUrl", receiver.url());
		assertThat(answer.status()).isEqualTo(202);
		assertThat(SchemaCheck.problems(tool, tool.responseSchema("202"), answer.json())).isEmpty();
		receiver.take(text(answer.json(), "job_id"), PATIENCE);
	}

	@Test
	void base64CallbacksAreAsDeclared() {
		assertDeclared(BASE64, singleCallbacks(ServiceClient.SINGLE_B64));
	}

	@Test
	void storageCallbacksAreAsDeclared() {
		assertDeclared(STORAGE, singleCallbacks(ServiceClient.SINGLE_COS));
	}

	/**
	 * Return a callback of each status, with and without a file name, and of the
	 * fallback.
	 */
	private List<JsonNode> singleCallbacks(String path) {
		String unnamed = ServiceClient.single("greyer", null, TestImages.jpeg());
		JsonNode completed = process(path);
		JsonNode completedUnnamed = process(path, unnamed);
		provider.willFail(Error.BILLING_HARD_LIMIT);
		JsonNode fallback = process(path);
		JsonNode fallbackUnnamed = process(path, unnamed);
		provider.willFail(Error.MODERATION);
		JsonNode failed = process(path);
		JsonNode failedUnnamed = process(path, unnamed);
		List<JsonNode> all = List.of(completed, completedUnnamed, fallback, fallbackUnnamed, failed, failedUnnamed);
		assertThat(all).extracting((callback) -> text(callback, "status"))
			.containsExactly("completed", "completed", "completed", "completed", "failed", "failed");
		assertThat(all).extracting((callback) -> callback.path("filename").isNull())
			.containsExactly(false, true, false, true, false, true);
		assertThat(List.of(fallback, fallbackUnnamed)).allMatch((callback) -> callback.has("fallback_local"));
		return all;
	}

	@Test
	void batchCallbacksAreAsDeclared() {
		JsonNode empty = processBatch();
		put(INPUTS, "in/a.png", TestImages.png());
		JsonNode completed = processBatch();
		provider.willFail(Error.BILLING_HARD_LIMIT);
		JsonNode fallback = processBatch();
		put(INPUTS, "in/b.txt", "no image".getBytes(StandardCharsets.UTF_8));
		JsonNode withErrors = processBatch();
		JsonNode failed = batchWithoutBucket();
		List<JsonNode> all = List.of(empty, completed, fallback, withErrors, failed);
		assertThat(all).extracting((callback) -> text(callback, "status"))
			.containsExactly("completed", "completed", "completed", "completed_with_errors", "failed");
		assertThat(all).extracting((callback) -> callback.path("fallback_local").asInt())
			.containsExactly(0, 0, 1, 1, 0);
		assertDeclared(BATCH, all);
	}

	/**
	 * A bucket that is not there is what makes a batch fail as a whole.
	 */
	private JsonNode batchWithoutBucket() {
		removeBucket(INPUTS);
		try {
			return processBatch();
		}
		finally {
			store.client().createBucket((request) -> request.bucket(INPUTS));
		}
	}

	/**
	 * Every body is as declared, and every field that is declared is sent in some body.
	 */
	private static void assertDeclared(ToolDocument tool, List<JsonNode> bodies) {
		Set<String> sent = new TreeSet<>();
		for (JsonNode body : bodies) {
			assertThat(SchemaCheck.problems(tool, tool.callbackSchema(), body)).as(body.toString()).isEmpty();
			sent.addAll(body.propertyNames());
		}
		assertThat(sent).containsExactlyInAnyOrderElementsOf(
				tool.resolve(tool.callbackSchema()).path("properties").propertyNames());
	}

	@Test
	void jobsAreAsDeclaredAtEveryStageOfTheirLife() {
		try (EditProvider slow = EditProvider.start()) {
			slow.hold((edit) -> true);
			provider.will(WireMock.aResponse().proxiedFrom(slow.baseUrl().replace("/v1", "")));
			// Two workers: the third job waits.
			List<String> ids = List.of(accept(), accept(), accept());
			assertState(ids.get(0), "running");
			assertState(ids.get(2), "queued");
			slow.letGo();
			ids.forEach((id) -> assertState(id, "finished"));
		}
	}

	private String accept() {
		return this.service.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
	}

	private void assertState(String id, String state) {
		Eventually.within(PATIENCE, () -> {
			JsonNode job = this.service.job(id);
			assertJobDeclared(job);
			assertThat(text(job, "state")).isEqualTo(state);
		});
	}

	@Test
	void finishedJobsAreAsDeclaredWhateverTheyCameTo() {
		put(INPUTS, "in/a.png", TestImages.png());
		put(INPUTS, "in/b.txt", "no image".getBytes(StandardCharsets.UTF_8));
		JsonNode batch = jobOf(processBatch());
		assertJobDeclared(batch);
		assertThat(batch.path("items").size()).isEqualTo(2);
		assertThat(text(batch, "verdict")).isEqualTo("completed_with_errors");
		assertThat(batch.propertyNames()).containsExactlyInAnyOrderElementsOf(
				JOB.resolve(JOB.responseSchema("200")).path("properties").propertyNames());
		provider.willFail(Error.MODERATION);
		JsonNode failed = jobOf(process(ServiceClient.SINGLE_B64, ServiceClient.single("p", null, TestImages.png())));
		assertJobDeclared(failed);
		assertThat(text(failed, "verdict")).isEqualTo("failed");
		provider.willFail(Error.BILLING_HARD_LIMIT);
		JsonNode fallback = jobOf(process(ServiceClient.SINGLE_B64));
		assertJobDeclared(fallback);
		assertThat(fallback.path("fallback_local").asInt()).isOne();
		JsonNode unrunnable = jobOf(batchWithoutBucket());
		assertJobDeclared(unrunnable);
		assertThat(text(unrunnable, "verdict")).isEqualTo("failed");
	}

	private JsonNode jobOf(JsonNode callback) {
		return this.service.job(text(callback, "job_id"));
	}

	private static void assertJobDeclared(JsonNode job) {
		assertThat(SchemaCheck.problems(JOB, JOB.responseSchema("200"), job)).as(job.toString()).isEmpty();
	}

	/**
	 * The validator must notice what watsonx Orchestrate would refuse.
	 */
	@Test
	void bodyThatIsNotAsDeclaredIsNoticed() {
		JsonNode good = JSON.readTree(
				"""
						{"status":"completed","job_id":"1","filename":null,"object_key":"k","result_url":"u","expires_in":900}""");
		assertThat(problems(good)).isEmpty();
		assertThat(problems(with(good, "extra", "1"))).singleElement().asString().contains("extra");
		assertThat(problems(with(good, "expires_in", "\"900\""))).singleElement().asString().contains("expires_in");
		assertThat(problems(with(good, "error", "null"))).singleElement().asString().contains("error");
		assertThat(problems(with(good, "status", "\"done\""))).singleElement().asString().contains("status");
		ObjectNode incomplete = (ObjectNode) good.deepCopy();
		incomplete.remove("job_id");
		assertThat(problems(incomplete)).singleElement().asString().contains("job_id");
		JsonNode job = JSON.readTree("""
				{"job_id":"1","kind":"batch","state":"finished","cancelled":false,"created_at":"2026-01-01T00:00:00Z",
				"attempts":1,"fallback_local":0,"callback":{"state":"none","attempts":0},"links":{"self":"/jobs/1"},
				"progress":{"percent":0,"done":0,"failed":0,"total":null}}""");
		assertJobDeclared(job);
		assertThat(jobProblems(with(job, "created_at", "\"yesterday\""))).isNotEmpty();
		assertThat(jobProblems(with(job, "items", "[{\"key\":\"a\",\"state\":\"completed\",\"x\":1}]"))).isNotEmpty();
		assertThat(jobProblems(with(job, "links", "{\"self\":null}"))).isNotEmpty();
	}

	private static List<String> problems(JsonNode body) {
		return SchemaCheck.problems(STORAGE, STORAGE.callbackSchema(), body);
	}

	private static List<String> jobProblems(JsonNode job) {
		return SchemaCheck.problems(JOB, JOB.responseSchema("200"), job);
	}

	private static JsonNode with(JsonNode body, String field, String json) {
		ObjectNode changed = (ObjectNode) body.deepCopy();
		changed.set(field, JSON.readTree(json));
		return changed;
	}

}
