package io.wxomedia.durability;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for starting on what an earlier version left behind when it was killed: a batch
 * half-way, queued jobs, dead letters. {@code earlier/make.sh} made it.
 */
class EarlierVersionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path data;

	@Test
	void everythingThatWasBegunGoesOnToItsEnd() throws IOException {
		unpack("/earlier/2026-11-26-h2.zip");
		goesOnToItsEnd();
	}

	/**
	 * The same rows in PostgreSQL with the tables of that version, where payloads are
	 * rows as well.
	 */
	@Test
	void everythingThatWasBegunGoesOnToItsEndOnPostgres() throws IOException, SQLException {
		unpack("/earlier/2026-11-26-h2.zip");
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			String url = postgres.getJdbcUrl("postgres", "postgres");
			EarlierRows.copy(this.data, url, "6");
			goesOnToItsEnd("--SPRING_DATASOURCE_URL=" + url, "--SPRING_DATASOURCE_USERNAME=postgres",
					"--SPRING_DATASOURCE_PASSWORD=postgres");
		}
	}

	private void goesOnToItsEnd(String... settings) throws IOException {
		try (CallbackReceiver receiver = CallbackReceiver.start();
				ConfigurableApplicationContext service = start(receiver, settings)) {
			ServiceClient client = new ServiceClient(
					service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			JdbcClient jdbc = service.getBean(JdbcClient.class);
			Eventually.within(PATIENCE,
					() -> assertThat(count(jdbc, "select count(*) from job where state <> 'finished'")).isZero());
			assertThat(jdbc.sql("select distinct verdict from job").query(String.class).list())
				.containsExactly("completed");
			for (String queued : List.of("running.png", "queued1.png", "queued2.png")) {
				String job = jdbc.sql("select cast(id as varchar) from job where filename = :name")
					.param("name", queued)
					.query(String.class)
					.single();
				assertThat(told(receiver, job).path("status").asString()).isEqualTo("completed");
			}
			String batch = jdbc
				.sql("select cast(id as varchar) from job where kind = 'batch' and callback_url like '%fixture'")
				.query(String.class)
				.single();
			JsonNode told = told(receiver, batch);
			assertThat(told.path("processed").asInt()).isEqualTo(told.path("total_files").asInt()).isEqualTo(5);
			// The image that was done before is not bought again.
			assertThat(count(jdbc,
					"select count(*) from provider_call where outcome = 'COMPLETED' and job_id = '" + batch + "'"))
				.isEqualTo(5);
			assertThat(client.get("/dead-letters").json().path("dead_letters")).hasSize(2);
			for (JsonNode letter : client.get("/dead-letters").json().path("dead_letters")) {
				String job = letter.path("job_id").asString();
				assertThat(client.post("/jobs/" + job + "/redeliver", "").status()).isEqualTo(202);
				assertThat(told(receiver, job).path("status").asString()).isEqualTo("completed");
			}
			assertThat(client.get("/jobs").json().path("jobs").size()).isGreaterThanOrEqualTo(6);
		}
	}

	private ConfigurableApplicationContext start(CallbackReceiver receiver, String... settings) {
		List<String> all = new ArrayList<>(List.of("--DATA_DIR=" + this.data, "--server.port=0", "--RETENTION=36500d",
				"--BATCH_TIMEOUT_SECONDS=2000000000", "--JOB_TIMEOUT_SECONDS=2000000000",
				"--ENABLE_CALLBACK_REWRITE=true", "--LOCAL_TUNNEL_NETLOC=127.0.0.1:" + receiver.port(),
				"--CALLBACK_PRIVATE_NETWORKS=allow"));
		all.addAll(List.of(settings));
		return new SpringApplicationBuilder(MediaApplication.class).profiles("demo").run(all.toArray(String[]::new));
	}

	private static JsonNode told(CallbackReceiver receiver, String job) {
		Eventually.within(PATIENCE, () -> assertThat(receiver.received(job)).isNotEmpty());
		return receiver.received(job).get(0).json();
	}

	private static int count(JdbcClient jdbc, String query) {
		return jdbc.sql(query).query(Integer.class).single();
	}

	private void unpack(String resource) throws IOException {
		try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource));
				ZipInputStream zip = new ZipInputStream(in)) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				Path file = this.data.resolve(entry.getName()).normalize();
				if (!entry.isDirectory()) {
					Files.createDirectories(file.getParent());
					Files.copy(zip, file);
				}
			}
		}
	}

}
