package io.wxomedia.durability;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CountedStatements;
import io.wxomedia.testing.CountedStatements.Execution;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import io.wxomedia.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a job asks of a real PostgreSQL. The numbers may only shrink: whoever
 * saves something writes down the new one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class)
@Import(CountedStatements.class)
@DirtiesContext
class StatementCountTests {

	private static final Logger logger = LoggerFactory.getLogger(StatementCountTests.class);

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/**
	 * What the service asks by the clock, whether or not there are jobs.
	 */
	private static final Pattern CHORES = Pattern.compile("(db-scheduler|readings|cancelled|\\w+-heartbeat)-.*");

	/**
	 * Chunks of payloads: one for each MiB of a picture, whatever the job.
	 */
	private static final String CHUNKS = "payload_chunk";

	private static final int IMAGES = 12;

	/**
	 * Closes itself with the JVM: the service, which ends after this class's last method,
	 * still needs it to stop.
	 */
	private static final EmbeddedPostgres postgres = TestPostgres.start();

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final FalStub fal = FalStub.start();

	private static final S3Server storage = S3Server.start("inbox", "outbox");

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	@Test
	void jobWhosePictureComesBackAsksLittle(@LocalServerPort int port, @Autowired CountedStatements counted) {
		ServiceClient client = new ServiceClient(port);
		work(client, counted, ServiceClient.SINGLE_B64, ServiceClient.single());
		// The polls that pick the two entries come by the clock and are not among them.
		assertAsks(work(client, counted, ServiceClient.SINGLE_B64, ServiceClient.single()), 26, 8);
	}

	@Test
	void jobWhosePictureIsStoredAsksLittle(@LocalServerPort int port, @Autowired CountedStatements counted) {
		ServiceClient client = new ServiceClient(port);
		work(client, counted, ServiceClient.SINGLE_COS, ServiceClient.single());
		assertAsks(work(client, counted, ServiceClient.SINGLE_COS, ServiceClient.single()), 28, 8);
	}

	@Test
	void imageOfABatchAsksLittle(@LocalServerPort int port, @Autowired CountedStatements counted) {
		ServiceClient client = new ServiceClient(port);
		putImages(IMAGES);
		work(client, counted, ServiceClient.BATCH, ServiceClient.batch("make it black and white"));
		List<Execution> batch = work(client, counted, ServiceClient.BATCH,
				ServiceClient.batch("make it black and white"));
		// How often its progress is counted and shown depends on the time it takes.
		assertAsks(batch, 25 * IMAGES, 8 * IMAGES);
	}

	@Test
	void runOfTheWorkflowAsksLittle(@LocalServerPort int port, @Autowired CountedStatements counted) {
		ServiceClient client = new ServiceClient(port);
		String words = "{\"imagePrompt\":\"A lighthouse on a cliff at dusk\",\"videoPrompt\":\"The beam turns slowly\"}";
		answerWithPictures();
		runs(client, counted, words);
		// It looks twice whether its video is done.
		assertAsks(runs(client, counted, words), 170, 54);
	}

	private static void assertAsks(List<Execution> all, int statements, int commits) {
		String list = all.stream().map(Execution::toString).collect(Collectors.joining("\n"));
		long asked = all.stream()
			.filter((execution) -> !execution.isCommit() && !execution.sql().contains(CHUNKS))
			.count();
		long written = all.stream().filter((execution) -> execution.isCommit() || execution.isWriteAlone()).count();
		logger.info("{} statements and {} commits that write:\n{}", asked, written, list);
		assertThat(asked).as("statements of\n%s", list).isLessThanOrEqualTo(statements);
		assertThat(written).as("commits of\n%s", list).isLessThanOrEqualTo(commits);
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

	private static void putImages(int images) {
		for (int i = 0; i < images; i++) {
			int number = i;
			storage.client()
				.putObject((request) -> request.bucket("inbox").key("photo-%02d.png".formatted(number)),
						RequestBody.fromBytes(TestImages.png()));
		}
	}

	/**
	 * Let one job be done.
	 * @return what it took, until its last traces are gone
	 */
	private static List<Execution> work(ServiceClient client, CountedStatements counted, String path, String body) {
		counted.reset();
		String job = client.accepted(path, receiver.url(), body);
		receiver.take(job, PATIENCE);
		return Eventually.value(PATIENCE, () -> {
			List<Execution> done = counted.executions((execution) -> !CHORES.matcher(execution.thread()).matches());
			if (!path.equals(ServiceClient.BATCH)) {
				assertThat(isCommitted(done, "delete from payload_chunk")).isTrue();
			}
			assertThat(isCommitted(done, "delete from delivery_queue")).isTrue();
			return done;
		});
	}

	private static List<Execution> runs(ServiceClient client, CountedStatements counted, String words) {
		counted.reset();
		Answer answer = client.post("/api/workflow/start", words, "callbackUrl", receiver.url());
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return Eventually.value(PATIENCE, () -> {
			List<Execution> done = counted.executions((execution) -> !CHORES.matcher(execution.thread()).matches());
			assertThat(isCommitted(done, "delete from delivery_queue")).isTrue();
			return done;
		});
	}

	private static boolean isCommitted(List<Execution> done, String beginning) {
		return done.stream()
			.dropWhile((execution) -> !execution.sql().startsWith(beginning))
			.limit(1)
			.anyMatch((statement) -> statement.alone() || done.stream()
				.skip(done.indexOf(statement))
				.anyMatch((later) -> later.isCommit() && later.thread().equals(statement.thread())));
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		TestPostgres.use(postgres, settings);
		settings.add("OPENAI_API_KEY", () -> OpenAiStub.API_KEY);
		settings.add("OPENAI_BASE_URL", provider::baseUrl);
		settings.add("FAL_KEY", () -> FalStub.KEY);
		settings.add("FAL_QUEUE_URL", fal::queueUrl);
		settings.add("FAL_JWKS_URL", fal::jwksUrl);
		settings.add("FAL_POLL_SECONDS", () -> "2");
		settings.add("COS_ENDPOINT", () -> storage.endpoint().toString());
		settings.add("COS_ACCESS_KEY_ID", () -> S3Server.ACCESS_KEY_ID);
		settings.add("COS_SECRET_ACCESS_KEY", () -> S3Server.SECRET_ACCESS_KEY);
		settings.add("COS_INPUT_BUCKET", () -> "inbox");
		settings.add("COS_OUTPUT_BUCKET", () -> "outbox");
	}

}
