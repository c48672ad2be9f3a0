package io.wxomedia.acceptance;

import java.util.Map;
import java.util.UUID;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service whose videos a backend makes, with a store. The backend only writes down what
 * is ordered; what it tells is the tests' to send. Test classes that extend it share one
 * running service.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = {
				"API_KEYS=alice:" + VideoService.ALICE + ",bob:" + VideoService.BOB + ",poor:" + VideoService.POOR,
				"ADMIN_KEY=" + VideoService.ADMIN,
				"WEBHOOK_SECRET= " + VideoService.SECRET + "  " + VideoService.OLD_SECRET + " ",
				"COS_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY_ID, "COS_SECRET_ACCESS_KEY=" + S3Server.SECRET_ACCESS_KEY,
				"COS_OUTPUT_BUCKET=videos", "CALLBACK_TIMEOUT_SECONDS=5", "CREDITS_INITIAL=100000" })
abstract class VideoService {

	static final String WEBHOOK = "/api/webhooks/video-completion";

	static final String ALICE = "alice-has-this-key";

	static final String BOB = "bob-has-this-key";

	static final String POOR = "poor-has-this-key";

	static final String ADMIN = "admin-has-this-key";

	static final String SECRET = "the-new-secret";

	static final String OLD_SECRET = "the-old-secret";

	static final JsonMapper JSON = new JsonMapper();

	static final CallbackReceiver backend = CallbackReceiver.start();

	static final S3Server store = S3Server.start("videos");

	@LocalServerPort
	int port;

	ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("VIDEO_BACKEND_URL", () -> backend.url("/generate?v=1"));
		properties.add("COS_ENDPOINT", store::endpoint);
		RunningService.dataDirectory(properties);
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
		backend.reset();
	}

	@AfterEach
	void leaveNothingOpen() {
		backend.willTakeEverything();
		this.service.post("/jobs/cancel", "{\"all\":true}", "x-api-key", ADMIN);
	}

	/**
	 * Have a video made, and wait until the backend has the order.
	 * @return the generation
	 */
	String generation() {
		Answer answer = generate("{\"prompt\":\"a sunset\"}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		String id = answer.json().path("job_id").asString();
		backend.take(id, RunningService.PATIENCE);
		return id;
	}

	Answer generate(String body) {
		return this.service.post("/api/videos/generate", body, "x-api-key", ALICE);
	}

	Answer tell(String body, String... headers) {
		return this.service.post(WEBHOOK, body,
				(headers.length > 0) ? headers : new String[] { "X-Webhook-Secret", SECRET });
	}

	Answer tell(String id, String status) {
		return tell(event(id, status));
	}

	/**
	 * Another event each time: its time is another.
	 */
	static String event(String id, String status) {
		return JSON.writeValueAsString(Map.of("job_id", id, "status", status, "content_type", "video", "timestamp",
				UUID.randomUUID().toString(), "has_data", false, "environment", "development", "unknown", 1));
	}

	static String completed(String id) {
		return completed(id, video("/videos/" + id + "/sunset-ocean.mp4"));
	}

	static String video(String path) {
		return """
				{"filename":"sunset-ocean.mp4","file_path":"%s",
				 "file_url":"http://169.254.169.254/latest/meta-data","file_size":5368709120,"format":"mp4",
				 "duration_seconds":"8s","aspect_ratio":"16:9","dimensions":{"width":1920,"height":1080},
				 "created_at":"2025-10-23T14:30:00.123456"}""".formatted(path);
	}

	static String completed(String id, String videos) {
		return """
				{"job_id":"%1$s","status":"completed","content_type":"video","timestamp":"2025-10-23T14:30:00Z",
				 "has_data":true,"environment":"development",
				 "data":{"job_id":"%1$s","status":"completed","videos":[%2$s],
				  "metadata":{"model_name":"veo-2.0-generate-001","model_version":"2.0","processing_time":120.5,
				   "generation_time":90.2,"download_time":30.3,"prompt_used":"Un coucher de soleil",
				   "num_videos_requested":1,"num_videos_generated":1,
				   "config_used":{"aspect_ratio":"16:9","duration_seconds":8,"person_generation":"ALLOW_ALL"}},
				  "generated_at":"2025-10-23T14:30:00","success":true,"num_videos":1,"prompt":"Un coucher de soleil"}}"""
			.formatted(id, videos);
	}

	JsonNode status(String id) {
		return get("/api/videos/" + id + "/status").json();
	}

	Answer get(String path) {
		return this.service.get(path, "x-api-key", ALICE);
	}

	JsonNode job(String id) {
		return get("/jobs/" + id).json();
	}

	int credits(String what) {
		return get("/credits").json().path(what).asInt(-1);
	}

	/**
	 * Return the newest of what came for a generation.
	 */
	JsonNode received(String id) {
		return this.service.get("/api/webhooks/received?limit=100", "x-api-key", ADMIN)
			.json()
			.path("webhooks")
			.valueStream()
			.filter((webhook) -> webhook.path("job_id").asString("").equals(id))
			.findFirst()
			.orElseThrow();
	}

	static void eventually(Runnable assertion) {
		Eventually.within(RunningService.PATIENCE, assertion::run);
	}

	static void assertBody(Answer answer, int status, String body) {
		assertThat(answer.text()).isEqualTo(body);
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
	}

}
