package io.wxomedia.durability;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import javax.sql.DataSource;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.zaxxer.hikari.HikariDataSource;
import io.wxomedia.MediaApplication;
import io.wxomedia.testing.AskedNeighbour;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import io.wxomedia.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nobody who waits for a provider, a bucket or a receiver holds a connection
 * to the database: with it a transaction would stay open, with its locks and its snapshot
 * on PostgreSQL, and twenty slow calls would leave no connection for anybody. Each
 * neighbour gets a request only once all connections have been seen free; where the
 * caller holds one, that never comes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class,
		properties = { "API_KEYS=alice:" + OutsideCallTests.ALICE, "ADMIN_KEY=" + OutsideCallTests.ADMIN,
				"WEBHOOK_SECRET=" + OutsideCallTests.SECRET, "POLLING=true", "CALLBACK_BACKOFF_SECONDS=0.2" })
@DirtiesContext
class OutsideCallTests {

	static final String ALICE = "alice-has-this-key";

	static final String ADMIN = "admin-has-this-key";

	static final String SECRET = "the-secret-of-the-tests";

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/**
	 * Closes itself with the JVM: the service, which ends after this class's last method,
	 * still needs it to stop.
	 */
	private static final EmbeddedPostgres postgres = TestPostgres.start();

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final FalStub fal = FalStub.start();

	private static final S3Server storage = S3Server.start("inbox", "outbox");

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	private static final AskedNeighbour openAi = AskedNeighbour.before(URI.create(provider.baseUrl()).getPort());

	private static final AskedNeighbour falQueue = AskedNeighbour.before(URI.create(fal.queueUrl()).getPort());

	private static final AskedNeighbour bucket = AskedNeighbour.before(storage.endpoint().getPort());

	private static final AskedNeighbour callbacks = AskedNeighbour.before(receiver.port());

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private DataSource dataSource;

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	@BeforeEach
	void watch() {
		this.service = new ServiceClient(this.port);
		neighbours().values().forEach((neighbour) -> neighbour.watch(this::noConnectionIsHeld, Duration.ofSeconds(10)));
		fal.serveFrom("http://127.0.0.1:" + falQueue.port());
		answerWithPictures();
	}

	@AfterEach
	void nobodyHeldAConnection() {
		assertThat(neighbours()).allSatisfy((name, neighbour) -> assertThat(neighbour.impatient())
			.as("requests to %s during which a connection was held", name)
			.isEmpty());
	}

	private static Map<String, AskedNeighbour> neighbours() {
		return Map.of("OpenAI", openAi, "fal", falQueue, "the bucket", bucket, "the receiver", callbacks);
	}

	@Test
	void imagesAndTheirCallbacks() {
		done(ServiceClient.SINGLE_B64, ServiceClient.single());
		done(ServiceClient.SINGLE_COS, ServiceClient.single());
		assertThat(asked(openAi)).isEqualTo(Set.of("POST /v1/images/edits"));
		assertThat(asked(bucket)).anyMatch((request) -> request.startsWith("PUT /outbox/"));
		assertThat(asked(callbacks)).contains("POST /callback");
	}

	@Test
	void batches() {
		for (int i = 0; i < 3; i++) {
			int number = i;
			storage.client()
				.putObject((request) -> request.bucket("inbox").key("photo-%d.png".formatted(number)),
						RequestBody.fromBytes(TestImages.png()));
		}
		done(ServiceClient.BATCH, ServiceClient.batch("make it black and white"));
		assertThat(asked(bucket)).anyMatch((request) -> request.startsWith("GET /inbox?"))
			.contains("GET /inbox/photo-0.png")
			.anyMatch((request) -> request.startsWith("PUT /outbox/") && request.endsWith("manifest.json"));
	}

	@Test
	void refusedCallbacksThatAreSentAgain() {
		receiver.willAnswer(503, 500, 410);
		String job = accepted(ServiceClient.SINGLE_B64, ServiceClient.single());
		Eventually.within(PATIENCE,
				() -> assertThat(job(job).at("/callback/state").asString()).isEqualTo("dead_letter"));
		assertThat(this.service.post("/jobs/" + job + "/redeliver", "", "x-api-key", ALICE).status()).isEqualTo(202);
		Eventually.within(PATIENCE, () -> assertThat(job(job).at("/callback/state").asString()).isEqualTo("delivered"));
	}

	@Test
	void workflowsAndTheirVideos() {
		Answer answer = this.service.post("/api/workflow/start",
				"{\"imagePrompt\":\"A lighthouse on a cliff at dusk\",\"videoPrompt\":\"The beam turns slowly\"}",
				"callbackUrl", callbackUrl(), "x-api-key", ALICE);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		Eventually.within(PATIENCE, () -> assertThat(asked(callbacks)).as("a callback").contains("POST /callback"));
		assertThat(asked(openAi)).contains("POST /v1/moderations", "POST /v1/images/generations");
		assertThat(asked(falQueue)).anyMatch((request) -> request.startsWith("POST /fal-ai/"))
			.anyMatch((request) -> request.startsWith("GET /fal-ai/") && request.contains("/status"))
			.anyMatch((request) -> request.startsWith("GET /media/"));
		assertThat(asked(bucket)).anyMatch((request) -> request.startsWith("PUT /outbox/videos/"));
	}

	@Test
	void whatIsAskedBeforehand() {
		assertThat(this.service.get("/preflight?refresh=true", "x-api-key", ADMIN).status()).isEqualTo(200);
		assertThat(asked(bucket)).isNotEmpty();
	}

	@Test
	void removalOfASession() {
		JsonNode session = this.service.post("/sessions", "{\"name\":\"a room\"}", "x-api-key", ADMIN).json();
		String key = this.service.post("/sessions/join", "{\"code\":\"" + session.path("join_code").asString() + "\"}")
			.json()
			.path("key")
			.asString();
		Answer answer = this.service.post(ServiceClient.SINGLE_COS, ServiceClient.single(), "x-api-key", key);
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		String job = answer.json().path("job_id").asString();
		Eventually.within(PATIENCE,
				() -> assertThat(this.service.get("/jobs/" + job, "x-api-key", key).json().path("verdict").asString(""))
					.isEqualTo("completed"));
		String path = "/sessions/" + session.path("session_id").asString();
		assertThat(this.service.post(path + "/end", "", "x-api-key", ADMIN).status()).isEqualTo(200);
		assertThat(this.service.delete(path, "x-api-key", ADMIN).status()).isEqualTo(204);
		Eventually.within(PATIENCE, () -> assertThat(asked(bucket))
			.anyMatch((request) -> request.startsWith("DELETE /outbox/") || request.startsWith("POST /outbox?delete")));
	}

	@Test
	void videosOfABackend() {
		Answer answer = this.service.post("/api/videos/generate", "{\"prompt\":\"a sunset\"}", "x-api-key", ALICE);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		String id = answer.json().path("job_id").asString();
		Eventually.within(PATIENCE, () -> assertThat(asked(callbacks)).contains("POST /generate"));
		Answer told = this.service.post("/api/webhooks/video-completion",
				"{\"job_id\":\"%s\",\"status\":\"failed\",\"content_type\":\"video\",\"timestamp\":\"now\",\"has_data\":false,\"environment\":\"test\"}"
					.formatted(id),
				"X-Webhook-Secret", SECRET);
		assertThat(told.status()).as(told.text()).isEqualTo(200);
	}

	/**
	 * What the other tests rely on.
	 */
	@Test
	void connectionThatIsHeldIsSeen() throws Exception {
		callbacks.watch(this::noConnectionIsHeld, Duration.ofMillis(300));
		try (Connection held = this.dataSource.getConnection()) {
			assertThat(held.isClosed()).isFalse();
			new ServiceClient(callbacks.port()).post("/callback", "{}");
		}
		assertThat(callbacks.impatient()).contains("POST /callback");
		callbacks.watch(this::noConnectionIsHeld, PATIENCE);
	}

	private boolean noConnectionIsHeld() {
		try {
			return this.dataSource.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections() == 0;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("There is no pool of connections", ex);
		}
	}

	private Set<String> asked(AskedNeighbour neighbour) {
		return new TreeSet<>(neighbour.asked());
	}

	private JsonNode job(String id) {
		return this.service.get("/jobs/" + id, "x-api-key", ALICE).json();
	}

	private String accepted(String path, String body) {
		Answer answer = this.service.post(path, body, "callbackUrl", callbackUrl(), "x-api-key", ALICE);
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		return answer.json().path("job_id").asString();
	}

	private static String callbackUrl() {
		return "http://127.0.0.1:" + callbacks.port() + "/callback";
	}

	private void done(String path, String body) {
		String job = accepted(path, body);
		Eventually.within(PATIENCE, () -> assertThat(job(job).at("/callback/state").asString()).isEqualTo("delivered"));
		assertThat(job(job).path("verdict").asString()).isEqualTo("completed");
	}

	private static void answerWithPictures() {
		String judgement = """
				{"flagged":false,"categories":{"violence":false},"category_scores":{"violence":0.5},
				"category_applied_input_types":{"violence":["text"]}}""";
		String judged = "{\"id\":\"modr-1\",\"model\":\"omni-moderation-latest\",\"results\":[%s]}";
		provider.server()
			.stubFor(WireMock.post("/v1/moderations")
				.willReturn(WireMock.okJson(judged.formatted(judgement + "," + judgement))));
		provider.server()
			.stubFor(WireMock.post("/v1/moderations")
				.withRequestBody(WireMock.containing("image_url"))
				.willReturn(WireMock.okJson(judged.formatted(judgement))));
		provider.server().stubFor(WireMock.post("/v1/images/generations").willReturn(WireMock.okJson("""
				{"created":1,"data":[{"b64_json":"%s"}],
				"usage":{"input_tokens":12,"input_tokens_details":{"image_tokens":0,"text_tokens":12},
				"output_tokens":4000,"total_tokens":4012}}
				""".formatted(Base64.getEncoder().encodeToString(TestImages.png())))));
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		TestPostgres.use(postgres, settings);
		settings.add("OPENAI_API_KEY", () -> OpenAiStub.API_KEY);
		settings.add("OPENAI_BASE_URL", () -> "http://127.0.0.1:" + openAi.port() + "/v1");
		settings.add("FAL_KEY", () -> FalStub.KEY);
		settings.add("FAL_QUEUE_URL", () -> "http://127.0.0.1:" + falQueue.port());
		settings.add("FAL_JWKS_URL", fal::jwksUrl);
		settings.add("FAL_POLL_SECONDS", () -> "2");
		settings.add("VIDEO_BACKEND_URL", () -> "http://127.0.0.1:" + callbacks.port() + "/generate");
		settings.add("COS_ENDPOINT", () -> "http://127.0.0.1:" + bucket.port());
		settings.add("COS_ACCESS_KEY_ID", () -> S3Server.ACCESS_KEY_ID);
		settings.add("COS_SECRET_ACCESS_KEY", () -> S3Server.SECRET_ACCESS_KEY);
		settings.add("COS_INPUT_BUCKET", () -> "inbox");
		settings.add("COS_OUTPUT_BUCKET", () -> "outbox");
	}

}
