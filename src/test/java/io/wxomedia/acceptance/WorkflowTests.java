package io.wxomedia.acceptance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.SchemaCheck;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.ToolDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the image-to-video workflow over HTTP, in the demo: a real picture and a real
 * video, without a key. Each test has a caller of its own.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "media.demo.first-job=false", "CREDITS_INITIAL=100", "CALLBACK_PRIVATE_NETWORKS=allow",
				"CALLBACK_BACKOFF_SECONDS=0.2", "API_KEYS=" + WorkflowTests.KEYS, "MAX_CONCURRENT_JOBS=2",
				"ADMIN_KEY=" + WorkflowTests.ADMIN })
@ActiveProfiles("demo")
class WorkflowTests {

	static final String KEYS = "alice:key-of-alice-1234567890,bob:key-of-bob-1234567890,carol:key-of-carol-1234567890,"
			+ "dave:key-of-dave-1234567890,erin:key-of-erin-1234567890,frank:key-of-frank-1234567890,"
			+ "grace:key-of-grace-1234567890,heidi:key-of-heidi-1234567890";

	static final String ADMIN = "key-of-the-administrator";

	private static final List<String> STEPS = List.of("validation", "image_generation", "image_upload",
			"video_generation", "video_upload", "finalization");

	private static final JsonMapper JSON = new JsonMapper();

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	@LocalServerPort
	private int port;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private JdbcClient jdbc;

	private static final ToolDocument TOOL = ToolDocument.file("start-workflow");

	private ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		RunningService.dataDirectory(properties);
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
	}

	@AfterAll
	static void closeReceiver() {
		receiver.close();
	}

	private static String[] as(String name, String... more) {
		return Stream.concat(Stream.of("x-api-key", "key-of-" + name + "-1234567890"), Stream.of(more))
			.toArray(String[]::new);
	}

	private static String body(String more) {
		return "{\"imagePrompt\":\"A lighthouse on a cliff at dusk\",\"videoPrompt\":\"The beam turns slowly\"" + more
				+ "}";
	}

	private String start(String name, String more, String... headers) {
		Answer answer = this.service.post("/api/workflow/start", body(more), as(name, headers));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("workflowId").asString();
	}

	private JsonNode status(String name, String id) {
		Answer answer = this.service.get("/api/workflow/" + id + "/status", as(name));
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json();
	}

	private JsonNode finished(String name, String id) {
		return Eventually.value(RunningService.PATIENCE, () -> {
			JsonNode status = status(name, id);
			assertThat(status.path("status").asString()).isIn("VIDEO_READY", "FAILED");
			return status;
		});
	}

	@Test
	void runCanBeWatchedFromItsStartToItsVideo() {
		assertThat(SchemaCheck.problems(TOOL, TOOL.requestSchema(), JSON.readTree(body("")))).isEmpty();
		Answer started = this.service.post("/api/workflow/start", body(",\"projectId\":\"lighthouse\""), as("alice"));
		assertThat(SchemaCheck.problems(TOOL, TOOL.responseSchema("200"), started.json())).isEmpty();
		assertThat(started.status()).as(started.text()).isEqualTo(200);
		String id = started.json().path("workflowId").asString();
		assertThat(started.json()).isEqualTo(JSON.createObjectNode()
			.put("success", true)
			.put("workflowId", id)
			.put("jobId", id)
			.put("estimatedDuration", 180000)
			.put("streamUrl", "/api/workflow/" + id + "/stream"));
		try (EventStream stream = EventStream.open(this.port, "/api/workflow/" + id + "/stream", as("alice"))) {
			assertThat(stream.status()).isEqualTo(200);
			assertThat(stream.awaitEnd(120)).isTrue();
			assertStream(id, stream.messages());
		}
		JsonNode status = status("alice", id);
		assertReady(status, id);
		assertVideo(status.at("/videoAsset"));
		List<EventStream.Message> all = replay(id);
		assertThat(this.service
			.get("/api/workflow/" + id + "/stream",
					as("alice", "Last-Event-ID", String.valueOf(all.get(all.size() - 1).id())))
			.status()).isEqualTo(204);
		JsonNode credits = this.service.get("/credits", as("alice")).json();
		assertThat(credits.path("balance").asInt()).isEqualTo(80);
		assertThat(credits.path("held").asInt()).isZero();
		JsonNode page = this.service.get("/api/workflow?projectId=lighthouse", as("alice")).json();
		assertThat(page.path("total").asInt()).isEqualTo(1);
		assertThat(page.at("/workflows/0/id").asString()).isEqualTo(id);
		assertThat(page.at("/workflows/0").has("steps")).isFalse();
		assertThat(this.service.get("/api/workflow?projectId=other", as("alice")).json().path("count").asInt())
			.isZero();
		JsonNode job = this.service.get("/jobs/" + id, as("alice")).json();
		assertThat(job.path("prompt").asString()).isEqualTo("A lighthouse on a cliff at dusk");
		assertThat(job.path("kind").asString()).isEqualTo("workflow");
		assertThat(job.path("verdict").asString()).isEqualTo("completed");
		assertThat(job.path("items").valueStream().map((item) -> item.path("key").asString()))
			.containsExactlyElementsOf(STEPS);
		assertThat(this.service.get("/jobs/" + id + "/result", as("alice")).status()).isEqualTo(303);
		assertGallery(id, status.at("/videoAsset"));
	}

	private void assertGallery(String id, JsonNode asset) {
		JsonNode gallery = this.service.get("/api/videos/user", as("alice")).json();
		assertThat(gallery.path("total").asInt()).isEqualTo(1);
		JsonNode video = gallery.at("/videos/0");
		assertThat(video.path("id").asString()).isEqualTo(id);
		assertThat(video.path("status").asString()).isEqualTo("completed");
		assertThat(video.at("/video_file/file_size").asLong()).isEqualTo(asset.path("fileSize").asLong());
		assertThat(video.at("/video_file/dimensions/width").asInt()).isEqualTo(asset.path("width").asInt());
		assertThat(video.at("/video_file/file_url").asString()).contains("videos/" + id + ".mp4");
		assertThat(video.at("/files/0/poster_url").asString()).contains("images/" + id + ".png");
		assertThat(this.service.get("/api/videos/" + id + "/status", as("alice")).json().path("progress").asInt())
			.isEqualTo(100);
	}

	/**
	 * A client that was cut off after each message in turn gets the rest, and nothing
	 * twice.
	 */
	private List<EventStream.Message> replay(String id) {
		List<EventStream.Message> all = read(id);
		for (int i = 1; i < all.size(); i += 3) {
			String last = all.get(i - 1).id();
			// Links are signed when they are sent, so the messages are compared without.
			assertThat(read(id, "Last-Event-ID", String.valueOf(last)).stream().map(EventStream.Message::id))
				.isEqualTo(all.subList(i, all.size()).stream().map(EventStream.Message::id).toList());
		}
		return all;
	}

	private List<EventStream.Message> read(String id, String... headers) {
		try (EventStream stream = EventStream.open(this.port, "/api/workflow/" + id + "/stream",
				as("alice", headers))) {
			assertThat(stream.awaitEnd(60)).isTrue();
			assertThat(stream.messages().get(0).data().path("type").asString()).isEqualTo("status");
			return stream.messages().stream().filter((message) -> message.id() != null).toList();
		}
	}

	private static void assertStream(String id, List<EventStream.Message> messages) {
		assertThat(messages).allSatisfy((message) -> {
			assertThat(message.event()).isNull();
			assertThat(message.data().path("timestamp").asString()).isNotBlank();
		});
		JsonNode first = messages.get(0).data();
		assertThat(first.path("type").asString()).isEqualTo("status");
		assertThat(first.path("workflowId").asString()).isEqualTo(id);
		assertThat(first.path("allSteps").size()).isEqualTo(6);
		Set<String> moved = new HashSet<>();
		long before = 0;
		for (EventStream.Message message : messages.subList(1, messages.size())) {
			JsonNode data = message.data();
			switch (data.path("type").asString()) {
				case "workflow:update" -> {
					assertThat(data.path("allSteps").valueStream().map((step) -> step.path("id").asString()))
						.containsExactlyElementsOf(STEPS);
					assertThat(data.path("step").path("id")).isEqualTo(data.path("stepId"));
					assertThat(data.path("allSteps").get(STEPS.indexOf(data.path("stepId").asString())))
						.isEqualTo(data.path("step"));
					moved.add(data.path("stepId").asString() + " " + data.at("/step/status").asString());
				}
				case "workflow:complete" -> {
					assertThat(data.path("status").asString()).isEqualTo("VIDEO_READY");
					assertThat(data.at("/result/imageAsset/publicUrl").asString()).startsWith("http");
					assertThat(data.at("/result/videoAsset/publicUrl").asString()).startsWith("http");
					assertThat(data.at("/result/errorMessage").isNull()).isTrue();
				}
				default -> assertThat(data.path("type").asString()).isEqualTo("ping");
			}
			if (!"ping".equals(data.path("type").asString())) {
				assertThat(message.seq()).isGreaterThan(before);
				before = message.seq();
			}
		}
		assertThat(moved).containsAll(STEPS.stream().map((step) -> step + " processing").toList())
			.containsAll(STEPS.stream().map((step) -> step + " completed").toList());
		assertThat(messages.get(messages.size() - 1).data().path("type").asString()).isEqualTo("workflow:complete");
	}

	private static void assertReady(JsonNode status, String id) {
		assertThat(status.path("id").asString()).isEqualTo(id);
		assertThat(status.path("kind").asString()).isEqualTo("IMAGE_TO_VIDEO");
		assertThat(status.path("status").asString()).isEqualTo("VIDEO_READY");
		assertThat(status.path("progress").asInt()).isEqualTo(100);
		assertThat(status.path("inputPrompt").asString()).isEqualTo("A lighthouse on a cliff at dusk");
		assertThat(status.path("videoPrompt").asString()).isEqualTo("The beam turns slowly");
		assertThat(status.path("errorMessage").isNull()).isTrue();
		assertThat(status.path("processingTime").asLong()).isPositive();
		assertThat(status.path("costCents").isInt()).isTrue();
		assertThat(status.has("estimatedTimeRemaining")).isFalse();
		assertThat(status.path("steps").valueStream()).hasSize(6).allSatisfy((step) -> {
			assertThat(step.propertyNames()).containsExactlyInAnyOrder("id", "name", "status", "progress", "startedAt",
					"completedAt", "error", "result");
			assertThat(step.path("status").asString()).isEqualTo("completed");
			assertThat(step.path("progress").asInt()).isEqualTo(100);
		});
		assertThat(status.at("/steps/0/name").asString()).isEqualTo("Validation & Security Check");
		assertThat(status.at("/imageAsset/filename").asString()).isEqualTo(id + ".png");
		assertThat(status.at("/imageAsset/width").asInt()).isPositive();
		assertThat(status.at("/videoAsset/filename").asString()).isEqualTo(id + ".mp4");
		assertThat(status.at("/videoAsset/width").asInt()).isPositive();
		assertThat(status.at("/videoAsset/duration").asDouble()).isBetween(7.0, 9.0);
		assertThat(status.at("/videoAsset/fileSize").asLong()).isPositive();
	}

	private void assertVideo(JsonNode asset) {
		URI link = URI.create(asset.path("publicUrl").asString());
		String path = link.getRawPath() + "?" + link.getRawQuery();
		Answer whole = this.service.get(path);
		assertThat(whole.status()).isEqualTo(200);
		assertThat(whole.header("Content-Type")).isEqualTo("video/mp4");
		assertThat(whole.body()).hasSize(asset.path("fileSize").asInt());
		assertThat(new String(whole.body(), 4, 4, StandardCharsets.ISO_8859_1)).isEqualTo("ftyp");
		Answer part = this.service.get(path, "Range", "bytes=0-99");
		assertThat(part.status()).isEqualTo(206);
		assertThat(part.body()).hasSize(100);
		assertThat(part.header("Content-Range")).isEqualTo("bytes 0-99/" + asset.path("fileSize").asInt());
	}

	@Test
	void severalRunsAreStartedTogetherOrNotAtAll() {
		Answer all = this.service.post("/api/workflow/start", body(",\"count\":2"),
				as("bob", "Idempotency-Key", "two"));
		assertThat(all.status()).as(all.text()).isEqualTo(200);
		List<String> ids = all.json().path("workflowIds").valueStream().map(JsonNode::asString).toList();
		assertThat(ids).hasSize(2).doesNotHaveDuplicates().startsWith(all.json().path("workflowId").asString());
		Answer again = this.service.post("/api/workflow/start", body(",\"count\":2"),
				as("bob", "Idempotency-Key", "two"));
		assertThat(again.json()).isEqualTo(all.json());
		Answer other = this.service.post("/api/workflow/start", body(",\"count\":1"),
				as("bob", "Idempotency-Key", "two"));
		assertThat(other.status()).isEqualTo(422);
		assertThat(other.json().path("success").asBoolean(true)).isFalse();
		Answer tooMany = this.service.post("/api/workflow/start", body(",\"count\":4"), as("bob"));
		assertThat(tooMany.status()).isEqualTo(400);
		assertThat(tooMany.json()).isEqualTo(JSON
			.readTree("{\"success\":false,\"error\":\"Insufficient credits\",\"required\":80,\"available\":60}"));
		String project = status("bob", ids.get(0)).path("projectId").asString();
		JsonNode page = this.service.get("/api/workflow?projectId=" + project + "&limit=1&page=2", as("bob")).json();
		assertThat(page.path("total").asInt()).isEqualTo(2);
		assertThat(page.path("count").asInt()).isEqualTo(1);
		ids.forEach((id) -> assertThat(finished("bob", id).path("status").asString()).isEqualTo("VIDEO_READY"));
		assertThat(this.service.get("/api/workflow", as("bob")).json().path("total").asInt()).isEqualTo(2);
	}

	@Test
	void cancelledRunGivesAllCreditsBackOnceAndCanBeTriedAgain() throws Exception {
		String id = start("carol", "", "callbackUrl", receiver.url());
		ExecutorService callers = Executors.newFixedThreadPool(4);
		List<Answer> answers = new ArrayList<>();
		try {
			CountDownLatch go = new CountDownLatch(1);
			List<Future<Answer>> asked = IntStream.range(0, 4).mapToObj((i) -> callers.submit(() -> {
				go.await();
				return this.service.post("/api/workflow/" + id + "/cancel", "", as("carol"));
			})).toList();
			go.countDown();
			for (Future<Answer> answer : asked) {
				answers.add(answer.get());
			}
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(answers).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 400);
		assertThat(answers).filteredOn((answer) -> answer.status() == 200)
			.singleElement()
			.extracting(Answer::json)
			.isEqualTo(JSON
				.readTree("{\"success\":true,\"refundAmount\":20,\"message\":\"Workflow cancelled successfully\"}"));
		assertThat(answers).filteredOn((answer) -> answer.status() == 400)
			.allSatisfy((answer) -> assertThat(answer.json())
				.isEqualTo(JSON.readTree("{\"error\":\"Cannot cancel a completed or failed workflow\"}")));
		JsonNode status = finished("carol", id);
		assertThat(status.path("status").asString()).isEqualTo("FAILED");
		assertThat(status.path("progress").asInt()).isZero();
		assertThat(status.path("errorMessage").asString()).isEqualTo("Cancelled by user");
		assertThat(status.path("steps").valueStream())
			.filteredOn((step) -> !"completed".equals(step.path("status").asString()))
			.isNotEmpty()
			.allSatisfy((step) -> {
				assertThat(step.path("status").asString()).isEqualTo("failed");
				assertThat(step.path("error").asString()).isEqualTo("Cancelled by user");
			});
		assertThat(this.service.get("/credits", as("carol")).json().path("available").asInt()).isEqualTo(100);
		JsonNode told = told(id);
		assertDeclared(told);
		assertThat(told.propertyNames()).containsExactly("status", "workflow_id", "image_url", "video_url", "error");
		assertThat(told.path("status").asString()).isEqualTo("failed");
		assertThat(told.path("error").asString()).isEqualTo("Cancelled by user");
		Answer retried = this.service.post("/jobs/" + id + "/retry", "", as("carol"));
		assertThat(retried.status()).as(retried.text()).isEqualTo(202);
		String again = retried.json().path("job_id").asString();
		assertThat(finished("carol", again).path("status").asString()).isEqualTo("VIDEO_READY");
		JsonNode completed = told(again);
		assertDeclared(completed);
		assertThat(completed.path("status").asString()).isEqualTo("completed");
		assertThat(completed.path("workflow_id").asString()).isEqualTo(again);
		assertThat(completed.path("image_url").asString()).contains("/images/" + again + ".png");
		assertThat(completed.path("video_url").asString()).contains("/videos/" + again + ".mp4");
		assertThat(completed.path("error").isNull()).isTrue();
		assertThat(this.service.get("/credits", as("carol")).json().path("balance").asInt()).isEqualTo(80);
	}

	/**
	 * watsonx Orchestrate refuses what its tool file does not declare.
	 */
	private static void assertDeclared(JsonNode callback) {
		assertThat(SchemaCheck.problems(TOOL, TOOL.callbackSchema(), callback)).as(callback.toString()).isEmpty();
		assertThat(callback.propertyNames()).containsExactlyInAnyOrderElementsOf(
				TOOL.resolve(TOOL.callbackSchema()).path("properties").propertyNames());
	}

	private static JsonNode told(String id) {
		return Eventually.value(RunningService.PATIENCE, () -> {
			List<CallbackReceiver.Callback> all = receiver.received()
				.stream()
				.filter((callback) -> id.equals(callback.header("webhook-id")))
				.toList();
			assertThat(all).isNotEmpty();
			return all.get(0).json();
		});
	}

	@Test
	void startsAtTheSameMomentNeverOverdrawTheAccount() throws Exception {
		Answer grant = this.service.post("/api/workflow/start", body(",\"count\":4"), as("dave"));
		assertThat(grant.status()).isEqualTo(200);
		ExecutorService callers = Executors.newFixedThreadPool(6);
		try {
			CountDownLatch go = new CountDownLatch(1);
			// 20 credits are left.
			List<Future<Answer>> asked = IntStream.range(0, 6).mapToObj((i) -> callers.submit(() -> {
				go.await();
				return this.service.post("/api/workflow/start", body(""), as("dave"));
			})).toList();
			go.countDown();
			List<Integer> statuses = new ArrayList<>();
			for (Future<Answer> answer : asked) {
				statuses.add(answer.get().status());
			}
			assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 400);
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.service.get("/credits", as("dave")).json().path("available").asInt()).isZero();
		JsonNode runs = this.service.get("/api/workflow", as("dave")).json();
		assertThat(runs.path("total").asInt()).isEqualTo(5);
		runs.path("workflows")
			.forEach((run) -> this.service.post("/api/workflow/" + run.path("id").asString() + "/cancel", "",
					as("dave")));
		JsonNode credits = this.service.get("/credits", as("dave")).json();
		assertThat(credits.path("held").asInt()).isZero();
		long completed = runs.path("workflows")
			.valueStream()
			.filter((run) -> "VIDEO_READY"
				.equals(finished("dave", run.path("id").asString()).path("status").asString()))
			.count();
		assertThat(credits.path("available").asInt()).isEqualTo(100 - 20 * (int) completed);
	}

	@Test
	void wordsThatModerationRefusesCostNothing() {
		String words = "{\"imagePrompt\":\"A lighthouse and a demo-refusal\",\"videoPrompt\":\"The beam turns slowly\"}";
		Answer answer = this.service.post("/api/workflow/start", words, as("erin"));
		assertThat(answer.status()).isEqualTo(200);
		JsonNode status = finished("erin", answer.json().path("workflowId").asString());
		assertThat(status.path("status").asString()).isEqualTo("FAILED");
		assertThat(status.path("errorMessage").asString()).contains("moderation", "demo-refusal");
		assertThat(status.path("steps").valueStream().map((step) -> step.path("status").asString()))
			.containsExactly("failed", "pending", "pending", "pending", "pending", "pending");
		assertThat(this.service.get("/credits", as("erin")).json().path("available").asInt()).isEqualTo(100);
	}

	@Test
	void whatCannotBeUsedIsToldInTheWordsOfThisInterface() {
		Answer empty = this.service.post("/api/workflow/start", "{}", as("frank"));
		assertThat(empty.status()).isEqualTo(400);
		assertThat(empty.json().path("success").asBoolean(true)).isFalse();
		assertThat(empty.json().path("error").asString()).isEqualTo("Invalid request data");
		assertThat(empty.json().path("details").valueStream()).hasSize(2).allSatisfy((detail) -> {
			assertThat(detail.propertyNames()).containsExactly("path", "message", "code");
			assertThat(detail.path("code").asString()).isEqualTo("invalid_type");
		});
		Answer broken = this.service.post("/api/workflow/start", "{\"imagePrompt\":", as("frank"));
		assertThat(broken.status()).isEqualTo(400);
		assertThat(broken.json().path("error").asString()).isEqualTo("Invalid request data");
		Answer form = this.service.post("/api/workflow/start", "a=b", as("frank", "Content-Type", "text/plain"));
		assertThat(form.status()).isEqualTo(415);
		Answer metadata = this.service.post("/api/workflow/start", body(""),
				as("frank", "callbackUrl", "http://169.254.169.254/"));
		assertThat(metadata.status()).isEqualTo(422);
		assertThat(metadata.json().path("code").asString()).isEqualTo("callback_address_refused");
		assertThat(this.service.post("/api/workflow/start", body("")).status()).isEqualTo(401);
		assertThat(this.service.get("/api/workflow?limit=none", as("frank")).status()).isEqualTo(400);
		assertThat(this.service.get("/api/workflow", as("frank")).json().path("total").asInt()).isZero();
		assertThat(this.service.get("/credits", as("frank")).json().path("available").asInt()).isEqualTo(100);
	}

	@Test
	void estimateAndHealthCallNobody() {
		JsonNode estimate = this.service.post("/api/workflow/estimate", body(",\"count\":3"), as("frank")).json();
		assertThat(estimate.path("credits").asInt()).isEqualTo(60);
		assertThat(estimate.path("available").asInt()).isEqualTo(100);
		assertThat(estimate.has("costUsd")).isTrue();
		assertThat(estimate.path("estimatedDuration").asInt()).isEqualTo(180000);
		assertThat(estimate.at("/models/image").asString()).isNotBlank();
		assertThat(estimate.at("/models/video").asString()).isNotBlank();
		assertThat(this.service.post("/api/workflow/estimate", "{}", as("frank")).status()).isEqualTo(400);
		JsonNode health = this.service.get("/api/workflow/health", as("frank")).json();
		assertThat(health.propertyNames()).containsExactlyInAnyOrder("status", "timestamp", "apis", "workflows",
				"database", "environment");
		assertThat(health.path("status").asString()).isEqualTo("ok");
		assertThat(health.at("/database/connected").asBoolean()).isTrue();
		assertThat(health.at("/workflows/active").asInt()).isZero();
		assertThat(health.at("/environment"))
			.isEqualTo(JSON.readTree("{\"hasOpenAIKey\":false,\"hasFalKey\":false,\"hasS3Config\":false}"));
	}

	@Test
	void stepThatWaitsSaysWhenItIsTriedAgainAndHowLongTheRestTakes() {
		assertThat(finished("heidi", start("heidi", "")).path("status").asString()).isEqualTo("VIDEO_READY");
		// Later runs are measured by those that completed.
		this.jdbc.sql("update job_item set started_at = finished_at - interval '1' hour where state = 'completed'")
			.update();
		playStorage(true);
		String id = start("heidi", "");
		try {
			assertWaiting(Eventually.value(RunningService.PATIENCE, () -> {
				JsonNode status = status("heidi", id);
				assertThat(status.at("/steps/2").has("nextAttemptAt")).isTrue();
				return status;
			}));
		}
		finally {
			playStorage(false);
		}
		JsonNode done = finished("heidi", id);
		assertThat(done.path("status").asString()).isEqualTo("VIDEO_READY");
		assertThat(done.path("steps").valueStream()).noneMatch((step) -> step.has("nextAttemptAt"));
		try (EventStream stream = EventStream.open(this.port, "/api/workflow/" + id + "/stream", as("heidi"))) {
			assertThat(stream.awaitEnd(60)).isTrue();
			assertThat(stream.messages()).anySatisfy((message) -> {
				JsonNode data = message.data();
				assertThat(message.id()).isNotNull();
				assertThat(data.path("type").asString()).isEqualTo("workflow:update");
				assertThat(data.path("stepId").asString()).isEqualTo("image_upload");
				assertThat(data.at("/step/status").asString()).isEqualTo("processing");
				assertThat(data.path("step").has("nextAttemptAt")).isTrue();
				assertThat(Instant.parse(data.at("/step/nextAttemptAt").asString()))
					.isAfter(Instant.parse(data.path("timestamp").asString()));
				assertThat(data.at("/allSteps/2")).isEqualTo(data.path("step"));
			});
			JsonNode last = stream.messages().get(stream.messages().size() - 2).data();
			assertThat(last.path("allSteps").valueStream()).noneMatch((step) -> step.has("nextAttemptAt"));
		}
	}

	private static void assertWaiting(JsonNode status) {
		JsonNode step = status.at("/steps/2");
		assertThat(step.path("status").asString()).isEqualTo("processing");
		assertThat(Instant.parse(step.path("nextAttemptAt").asString()))
			.isAfter(Instant.parse(step.path("startedAt").asString()))
			.isBefore(Instant.now().plusSeconds(120));
		assertThat(status.path("steps").valueStream()).filteredOn((other) -> other.has("nextAttemptAt")).hasSize(1);
		// Four steps are left, of which one has begun.
		assertThat(Duration.ofMillis(status.path("estimatedTimeRemaining").asLong())).isBetween(Duration.ofHours(3),
				Duration.ofHours(4));
	}

	private void playStorage(boolean refuses) {
		Answer answer = this.service.put("/demo/troubles", "{\"storage_refuses\":" + refuses + ",\"seconds\":60}",
				"x-api-key", ADMIN);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
	}

	@Test
	void runOfSomebodyElseIsNotThere() {
		String id = start("grace", "");
		for (String path : List.of("/status", "/stream")) {
			Answer answer = this.service.get("/api/workflow/" + id + path, as("frank"));
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.json()).isEqualTo(JSON.readTree("{\"error\":\"Workflow not found\"}"));
		}
		Answer cancel = this.service.post("/api/workflow/" + id + "/cancel", "", as("frank"));
		assertThat(cancel.status()).isEqualTo(404);
		assertThat(cancel.json()).isEqualTo(JSON.readTree("{\"error\":\"Workflow not found\"}"));
		for (String unknown : List.of(UUID.randomUUID().toString(), "not-an-id")) {
			assertThat(this.service.get("/api/workflow/" + unknown + "/status", as("grace")).status()).isEqualTo(404);
		}
		assertThat(finished("grace", id).path("status").asString()).isEqualTo("VIDEO_READY");
		Answer over = this.service.post("/api/workflow/" + id + "/cancel", "", as("grace"));
		assertThat(over.status()).isEqualTo(400);
		assertThat(over.json().path("error").asString()).isEqualTo("Cannot cancel a completed or failed workflow");
	}

}
