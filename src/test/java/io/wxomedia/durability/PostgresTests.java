package io.wxomedia.durability;

import java.awt.Color;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.Scrape;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TestImages;
import io.wxomedia.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the service on a real PostgreSQL, which is given by its URL.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class)
@DirtiesContext
class PostgresTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/**
	 * Closes itself with the JVM: the service, which ends after this class's last method,
	 * still needs it to stop.
	 */
	private static final EmbeddedPostgres postgres = TestPostgres.start();

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final S3Server storage = S3Server.start("inbox", "outbox");

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	private final ServiceClient client;

	private final JdbcClient jdbc;

	private final DataSource dataSource;

	private final int port;

	PostgresTests(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired DataSource dataSource) {
		this.client = new ServiceClient(port);
		this.jdbc = jdbc;
		this.dataSource = dataSource;
		this.port = port;
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		TestPostgres.use(postgres, settings);
		settings.add("OPENAI_API_KEY", () -> OpenAiStub.API_KEY);
		settings.add("OPENAI_BASE_URL", provider::baseUrl);
		settings.add("COS_ENDPOINT", () -> storage.endpoint().toString());
		settings.add("COS_ACCESS_KEY_ID", () -> S3Server.ACCESS_KEY_ID);
		settings.add("COS_SECRET_ACCESS_KEY", () -> S3Server.SECRET_ACCESS_KEY);
		settings.add("COS_INPUT_BUCKET", () -> "inbox");
		settings.add("COS_OUTPUT_BUCKET", () -> "outbox");
		settings.add("CALLBACK_BACKOFF_SECONDS", () -> "0.2");
	}

	@BeforeEach
	void reset() {
		provider.reset();
		receiver.reset();
	}

	@AfterAll
	static void close() {
		receiver.close();
		storage.close();
		provider.close();
	}

	@Test
	void singleJobKeepsItsPicturesInChunks() {
		byte[] result = TestImages.pngOf(2_500_000);
		provider.willReturn(result);
		receiver.willAnswer(500);
		String job = this.client.accepted(ServiceClient.SINGLE_B64, receiver.url(),
				ServiceClient.single("make it blue", "photo.png", TestImages.pngOf(1_500_000)));
		CallbackReceiver.Callback refused = receiver.take(job, PATIENCE);
		CallbackReceiver.Callback taken = receiver.take(job, PATIENCE);
		assertThat(taken.body()).isEqualTo(refused.body());
		assertThat(Base64.getDecoder().decode(taken.json().path("result_image_base64").asString())).isEqualTo(result);
		assertThat(this.client.get("/jobs/" + job + "/result").body()).isEqualTo(result);
		UUID payload = this.jdbc.sql("select result_payload from job where id = :id")
			.param("id", UUID.fromString(job))
			.query(UUID.class)
			.single();
		assertThat(this.jdbc.sql("select count(*) from payload_chunk where payload_id = :id")
			.param("id", payload)
			.query(Integer.class)
			.single()).isEqualTo(3);
	}

	@Test
	void deletedJobTakesItsPicturesWithIt() {
		String job = this.client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		receiver.take(job, PATIENCE);
		UUID payload = this.jdbc.sql("select result_payload from job where id = :id")
			.param("id", UUID.fromString(job))
			.query(UUID.class)
			.single();
		assertThat(this.client.delete("/jobs/" + job).status()).isEqualTo(204);
		assertThat(this.client.get("/jobs/" + job).status()).isEqualTo(404);
		for (String rows : List.of("payload where id", "payload_chunk where payload_id")) {
			assertThat(this.jdbc.sql("select count(*) from " + rows + " = :id")
				.param("id", payload)
				.query(Integer.class)
				.single()).as(rows).isZero();
		}
		assertThat(this.client.delete("/jobs?finished_before=2001-01-01T00:00:00Z").text())
			.isEqualTo("{\"deleted\":0,\"more\":false}");
	}

	/**
	 * As an instance does that is frozen, or whose machine is gone without a word.
	 */
	@Test
	@Tag("slow")
	void transactionThatFallsSilentHoldsNobodyUpForLong() throws SQLException {
		try (Connection silent = this.dataSource.getConnection(); Statement statement = silent.createStatement()) {
			silent.setAutoCommit(false);
			// Without the first nothing is numbered, and no reader sees anything; without
			// the second no call is made while a budget is set.
			statement.execute("select last_seq from job_event_end where id = 1 for update");
			statement.execute("select id from spending_lock where id = 1 for update");
			String job = this.client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
			receiver.take(job, PATIENCE);
			Eventually.within(PATIENCE, () -> {
				try (EventStream events = EventStream.open(this.port, "/jobs/" + job + "/events")) {
					assertThat(events.status()).isEqualTo(200);
					assertThat(events.awaitEnd(60)).isTrue();
					assertThat(events.messages()).extracting(EventStream.Message::event).contains("done");
				}
			});
			assertThatExceptionOfType(SQLException.class).isThrownBy(silent::commit);
		}
	}

	@Test
	void singleJobPutsItsResultIntoTheBucket() {
		String job = this.client.accepted(ServiceClient.SINGLE_COS, receiver.url(), ServiceClient.single());
		JsonNode callback = receiver.take(job, PATIENCE).json();
		assertThat(callback.path("status").asString()).isEqualTo("completed");
		assertThat(storage.client()
			.getObjectAsBytes((get) -> get.bucket("outbox").key(callback.path("object_key").asString()))
			.asByteArray()).isEqualTo(TestImages.png());
	}

	@Test
	void batchEditsEveryImage() {
		for (int i = 0; i < 5; i++) {
			String key = "image-" + i + ".png";
			byte[] image = TestImages.png(10 + i, 8, Color.PINK);
			storage.client().putObject((put) -> put.bucket("inbox").key(key), RequestBody.fromBytes(image));
		}
		storage.client().putObject((put) -> put.bucket("inbox").key("notes.txt"), RequestBody.fromString("no image"));
		String job = this.client.accepted(ServiceClient.BATCH, receiver.url(), ServiceClient.batch("make it blue"));
		JsonNode summary = receiver.take(job, PATIENCE).json();
		assertThat(summary.path("status").asString()).isEqualTo("completed_with_errors");
		assertThat(summary.path("total_files").asInt()).isEqualTo(6);
		assertThat(summary.path("processed").asInt()).isEqualTo(5);
		assertThat(summary.path("errors").get(0).asString()).startsWith("notes.txt: ");
		assertThat(provider.edits()).hasSize(5);
	}

	@Test
	void figuresAreReadFromTheDatabase() {
		Eventually.within(PATIENCE, () -> {
			Scrape scrape = Scrape.of(this.client);
			for (String figure : List.of("media_jobs_queued", "media_jobs_running", "media_jobs_oldest_queued_seconds",
					"media_callbacks_pending", "media_dead_letters_kept")) {
				assertThat(scrape.labels()).containsKey(figure);
				assertThat(scrape.value(figure)).as(figure).isNotNaN();
			}
		});
	}

	@Test
	void requestsWithOneKeyAtTheSameMomentGetOneJob() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			List<Future<Answer>> answers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				answers.add(callers.submit(() -> this.client.post(ServiceClient.SINGLE_B64, ServiceClient.single(),
						"callbackUrl", receiver.url(), "Idempotency-Key", "the same")));
			}
			List<String> jobs = new ArrayList<>();
			for (Future<Answer> answer : answers) {
				assertThat(answer.get().status()).isEqualTo(202);
				jobs.add(answer.get().json().path("job_id").asString());
			}
			assertThat(jobs).containsOnly(jobs.get(0));
			receiver.take(jobs.get(0), PATIENCE);
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(provider.edits()).hasSize(1);
	}

	@Test
	void textThatPostgresCannotKeepIsRefusedAtTheDoor() {
		String nul = "a\0b";
		Answer prompt = this.client.post(ServiceClient.SINGLE_B64,
				ServiceClient.single(nul, "photo.png", TestImages.png()), "callbackUrl", receiver.url());
		assertThat(prompt.status()).isEqualTo(422);
		assertThat(prompt.code()).isEqualTo("invalid_prompt");
		Answer batch = this.client.post(ServiceClient.BATCH, ServiceClient.batch(nul), "callbackUrl", receiver.url());
		assertThat(batch.status()).isEqualTo(422);
		Answer filename = this.client.post(ServiceClient.SINGLE_B64,
				ServiceClient.single("fine", nul, TestImages.png()), "callbackUrl", receiver.url());
		assertThat(filename.status()).isIn(202, 422);
	}

	@Test
	void errorThatPostgresCannotKeepStillEndsTheJobAfterOneCall() {
		provider.willFail(new OpenAiStub.Error(400, "invalid\0code", "invalid_request_error", "a\0b"));
		String job = this.client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		assertThat(receiver.take(job, PATIENCE).json().path("status").asString()).isEqualTo("failed");
		assertThat(provider.edits()).hasSize(1);
	}

}
