package io.wxomedia.acceptance;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.wxomedia.MediaApplication;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole workflow with what OpenAI, fal and an S3 store send: the bytes of their
 * answers, through every module, to what the caller sees.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "OPENAI_API_KEY=" + OpenAiStub.API_KEY, "FAL_KEY=" + FalStub.KEY, "FAL_POLL_SECONDS=6",
				"VIDEO_MAX_BYTES=1MB", "COS_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY_ID,
				"COS_SECRET_ACCESS_KEY=" + S3Server.SECRET_ACCESS_KEY, "COS_OUTPUT_BUCKET=outputs" })
class WorkflowWithProvidersTests {

	private static final String WORDS = "{\"imagePrompt\":\"A lighthouse on a cliff at dusk\",\"videoPrompt\":\"The beam turns slowly\"}";

	private static final OpenAiStub openAi = OpenAiStub.start();

	private static final FalStub fal = FalStub.start();

	private static final S3Server store = S3Server.start("outputs");

	@LocalServerPort
	private int port;

	private ServiceClient service = new ServiceClient(0);

	@DynamicPropertySource
	static void neighbours(DynamicPropertyRegistry properties) {
		properties.add("OPENAI_BASE_URL", openAi::baseUrl);
		properties.add("FAL_QUEUE_URL", fal::queueUrl);
		properties.add("FAL_JWKS_URL", fal::jwksUrl);
		properties.add("COS_ENDPOINT", store::endpoint);
		RunningService.dataDirectory(properties);
	}

	@AfterAll
	static void close() {
		openAi.close();
		fal.close();
	}

	@BeforeEach
	void connect() {
		this.service = new ServiceClient(this.port);
		fal.reset();
		fal.hold();
		openAi.reset();
		openAi.server()
			.stubFor(WireMock.post("/v1/images/generations")
				.willReturn(WireMock
					.okJson("""
							{"created":1,"data":[{"b64_json":"%s"}],
							"usage":{"input_tokens":12,"input_tokens_details":{"image_tokens":0,"text_tokens":12},
							"output_tokens":4000,"total_tokens":4012}}"""
						.formatted(Base64.getEncoder().encodeToString(TestImages.png())))
					.withHeader("x-request-id", "req-1")));
		moderation(false);
	}

	private static void moderation(boolean picturesFlagged) {
		openAi.server().stubFor(WireMock.post("/v1/moderations").willReturn(WireMock.okJson(judgements(false, 2))));
		openAi.server()
			.stubFor(WireMock.post("/v1/moderations")
				.withRequestBody(WireMock.containing("image_url"))
				.willReturn(WireMock.okJson(judgements(picturesFlagged, 1))));
	}

	private static String judgements(boolean flagged, int count) {
		String one = """
				{"flagged":%1$s,"categories":{"violence":%1$s},"category_scores":{"violence":0.5},
				"category_applied_input_types":{"violence":["text"]}}""".formatted(flagged);
		return "{\"id\":\"modr-1\",\"model\":\"omni-moderation-latest\",\"results\":["
				+ String.join(",", Collections.nCopies(count, one)) + "]}";
	}

	@Test
	void runIsCompletedByTheWebhook() throws Exception {
		int before = credits("balance");
		String id = start();
		FalStub.Request order = ordered();
		assertThat(order.input().path("prompt").asString()).isEqualTo("The beam turns slowly");
		// The store's address is this machine's, which nobody else can follow.
		assertThat(order.input().path("image_url").asString())
			.isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(TestImages.png()));
		fal.finish(order.id());
		assertThat(tell(order).statusCode()).isEqualTo(200);
		JsonNode run = finished(id);
		assertCompleted(run, id);
		assertThat(order.looks()).as("looks, beside the webhook").isEqualTo(1);
		assertThat(tell(order).body()).contains("duplicate");
		assertThat(credits("balance")).isEqualTo(before - 20);
		assertThat(credits("held")).isZero();
		// 8 seconds at $0.08, and the picture's tokens.
		assertThat(run.path("costCents").asInt()).isBetween(65, 100);
		assertThat(run.path("provider").asString()).isEqualTo("openai+fal");
		assertThat(run.at("/steps/3/result/requestId").asString()).isEqualTo(order.id());
		List<LoggedRequest> judged = requests("/v1/moderations");
		assertThat(judged).hasSize(2);
		assertThat(judged.get(0).getBodyAsString()).contains("A lighthouse on a cliff", "The beam turns slowly");
		assertThat(judged.get(1).getBodyAsString()).contains("data:image/png;base64,");
		assertThat(requests("/v1/images/generations")).hasSize(1);
		JsonNode entry = this.service.get("/api/videos/user").json().at("/videos/0");
		assertThat(entry.path("id").asString()).isEqualTo(id);
		assertThat(entry.at("/files/0/poster_url").asString()).contains("images/" + id + ".png");
	}

	@Test
	void runIsCompletedByPolling() {
		String id = start();
		FalStub.Request order = ordered();
		fal.finish(order.id());
		assertCompleted(finished(id), id);
		assertThat(order.looks()).isPositive();
	}

	@Test
	void webhooksAndPollAtTheSameMomentCompleteTheRunOnce() throws Exception {
		int before = credits("balance");
		String id = start();
		FalStub.Request order = ordered();
		ExecutorService tellers = Executors.newFixedThreadPool(4);
		try {
			// Until a look finds it done: the next look and the webhooks race then.
			Eventually.within(RunningService.PATIENCE, () -> assertThat(order.looks()).isPositive());
			CountDownLatch go = new CountDownLatch(1);
			List<Future<HttpResponse<String>>> told = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				told.add(tellers.submit(() -> {
					go.await();
					return tell(order);
				}));
			}
			fal.finish(order.id());
			go.countDown();
			List<Integer> answers = new ArrayList<>();
			for (Future<HttpResponse<String>> answer : told) {
				answers.add(answer.get().statusCode());
			}
			// Who comes while another one's keys are being read comes again.
			assertThat(answers).contains(200).isSubsetOf(200, 503);
		}
		finally {
			tellers.shutdownNow();
		}
		assertCompleted(finished(id), id);
		assertThat(credits("balance")).isEqualTo(before - 20);
		assertThat(fal.mediaReads()).hasSize(1);
	}

	@Test
	void linkThatExpiredIsAskedForAgainAndNothingIsBought() throws Exception {
		fal.expireLinks(1);
		String id = start();
		FalStub.Request order = ordered();
		fal.finish(order.id());
		tell(order);
		assertCompleted(finished(id), id);
		assertThat(fal.mediaReads()).first().isEqualTo("403");
	}

	@Test
	void resultThatIsNoVideoOrTooLargeFailsAndGivesTheCreditsBack() throws Exception {
		fal.serve("<html>this is no video</html>".getBytes());
		assertFailedAfterThePicture("result is no video");
		byte[] large = new byte[3_000_000];
		System.arraycopy(FalStub.clip(), 0, large, 0, 24);
		fal.reset();
		fal.hold();
		fal.serve(large);
		assertFailedAfterThePicture("VIDEO_MAX_BYTES");
	}

	private void assertFailedAfterThePicture(String error) throws Exception {
		int before = credits("balance");
		String id = start();
		FalStub.Request order = ordered();
		fal.finish(order.id());
		tell(order);
		JsonNode run = finished(id);
		assertThat(run.path("status").asString()).isEqualTo("FAILED");
		assertThat(run.path("progress").asInt()).isZero();
		assertThat(run.path("errorMessage").asString()).contains(error);
		assertThat(run.path("videoAsset").isNull()).isTrue();
		assertThat(run.at("/imageAsset/filename").asString()).isEqualTo(id + ".png");
		assertThat(run.path("steps").valueStream().map((step) -> step.path("status").asString()))
			.containsExactly("completed", "completed", "completed", "failed", "pending", "pending");
		assertThat(fal.orders()).hasSize(1);
		assertThat(credits("balance")).isEqualTo(before);
		assertThat(credits("held")).isZero();
	}

	@Test
	void pictureThatModerationRefusesIsNotSentToFal() {
		moderation(true);
		String id = start();
		JsonNode run = finished(id);
		assertThat(run.path("status").asString()).isEqualTo("FAILED");
		assertThat(run.path("errorMessage").asString()).contains("refused by moderation: violence");
		assertThat(run.path("imageAsset").isNull()).isTrue();
		assertThat(fal.orders()).isEmpty();
		assertThat(this.service.get("/jobs/" + id + "/result").status()).isEqualTo(422);
		assertThat(this.service.get("/jobs/" + id + "/items/2/result").status()).isIn(404, 410, 422);
	}

	@Test
	void orderThatFalRefusesIsNotSentAgain() {
		fal.refuse(422, 1);
		JsonNode run = finished(start());
		assertThat(run.path("status").asString()).isEqualTo("FAILED");
		assertThat(run.path("errorMessage").asString()).contains("The content could not be processed");
		assertThat(fal.orders()).isEmpty();
	}

	private String start() {
		Answer answer = this.service.post("/api/workflow/start", WORDS);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.json().path("workflowId").asString();
	}

	private static FalStub.Request ordered() {
		return Eventually.value(RunningService.PATIENCE, () -> {
			List<FalStub.Request> orders = fal.orders();
			assertThat(orders).hasSize(1);
			return orders.get(0);
		});
	}

	/**
	 * The address that the service gave fal, at the port where it listens here.
	 */
	private HttpResponse<String> tell(FalStub.Request order) {
		URI given = URI.create(String.valueOf(order.webhook()));
		String address = "http://127.0.0.1:" + this.port + given.getPath() + "?" + given.getQuery();
		return fal.tell(order, address, order.id(), Instant.now(), true);
	}

	private JsonNode finished(String id) {
		return Eventually.value(RunningService.PATIENCE, () -> {
			JsonNode run = this.service.get("/api/workflow/" + id + "/status").json();
			assertThat(run.path("status").asString()).isIn("VIDEO_READY", "FAILED");
			return run;
		});
	}

	private static void assertCompleted(JsonNode run, String id) {
		assertThat(run.path("status").asString()).as(run.path("errorMessage").asString("")).isEqualTo("VIDEO_READY");
		assertThat(run.path("progress").asInt()).isEqualTo(100);
		assertThat(run.path("steps").valueStream().map((step) -> step.path("status").asString()))
			.containsOnly("completed");
		assertThat(stored("images/" + id + ".png")).isEqualTo(TestImages.png());
		assertThat(stored("videos/" + id + ".mp4")).isEqualTo(FalStub.clip());
		assertThat(fal.orders()).hasSize(1);
	}

	private static byte[] stored(String key) {
		return store.client().getObjectAsBytes((request) -> request.bucket("outputs").key(key)).asByteArray();
	}

	private int credits(String what) {
		return this.service.get("/credits").json().path(what).asInt(-1);
	}

	private static List<LoggedRequest> requests(String path) {
		return openAi.server().findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(path)));
	}

}
