package io.wxomedia.durability;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.EventStream;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for all that writes to the rows of one job at the same moment, on a real
 * PostgreSQL: everybody takes them in one order, so the database never has to break one
 * of two off that wait for each other. It counts how often it had to.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class,
		properties = { "POLLING=true", "CALLBACK_MAX_RETRIES=2", "CALLBACK_BACKOFF_SECONDS=600", "CREDITS_PER_IMAGE=1",
				"OPENAI_API_KEY=" + OpenAiStub.API_KEY })
@DirtiesContext
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LockOrderTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int JOBS = 200;

	private static final EmbeddedPostgres postgres = TestPostgres.start();

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	private final ExecutorService callers = Executors.newFixedThreadPool(8);

	private final int port;

	private final ServiceClient client;

	private final JdbcClient jdbc;

	private final HikariDataSource pool;

	LockOrderTests(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired DataSource dataSource) {
		this.port = port;
		this.pool = (HikariDataSource) dataSource;
		this.client = new ServiceClient(port);
		this.jdbc = jdbc;
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		TestPostgres.use(postgres, settings);
		settings.add("OPENAI_BASE_URL", provider::baseUrl);
	}

	@BeforeEach
	void empty() {
		this.jdbc.sql("delete from job").update();
		receiver.reset();
		provider.reset();
	}

	@AfterEach
	void stopCallers() {
		this.callers.shutdownNow();
	}

	@AfterAll
	static void close() {
		receiver.close();
		provider.close();
	}

	@Test
	void jobsAreDeletedWhileTheirAttemptsAreWrittenDown() throws Exception {
		insertJobs("pending");
		List<Future<Integer>> deleted = new ArrayList<>();
		for (int i = 0; i < JOBS / 2; i++) {
			receiver.willAnswer(500);
		}
		this.jdbc.sql("""
				insert into delivery_queue (task_name, task_instance, execution_time, picked, version)
				select 'delivery', cast(job_id as varchar), current_timestamp, false, 1 from delivery
				""").update();
		for (int i = 0; i < JOBS; i++) {
			String job = receiver.take(PATIENCE).json().path("job_id").asString();
			deleted.add(this.callers.submit(() -> this.client.delete("/jobs/" + job).status()));
		}
		for (Future<Integer> status : deleted) {
			assertThat(status.get()).isEqualTo(204);
		}
		assertNobodyWasBrokenOff();
		assertThat(receiver.received()).hasSize(JOBS);
	}

	@Test
	void deadLettersAreSentAgainWhileJobsAreCleanedUpAndEventsAreRead() throws Exception {
		for (int round = 0; round < 5; round++) {
			insertJobs("dead_letter");
			insertEvents();
			List<Callable<Integer>> calls = new ArrayList<>();
			calls.add(() -> this.client.post("/dead-letters/redeliver", "{}").status());
			calls.add(() -> this.client.delete("/jobs?finished_before=2100-01-01T00:00:00Z").status());
			calls.add(() -> this.client.post("/dead-letters/redeliver", "{}").status());
			calls.add(() -> this.client.delete("/jobs?finished_before=2100-01-01T00:00:00Z").status());
			try (EventStream events = EventStream.open(this.port, "/events")) {
				assertThat(events.status()).isEqualTo(200);
				for (Future<Integer> status : this.callers.invokeAll(calls)) {
					assertThat(status.get()).isIn(200, 202);
				}
			}
		}
		assertNobodyWasBrokenOff();
	}

	@Test
	void jobsAreCancelledAndDeletedWhileTheyEnd() throws Exception {
		List<Future<Integer>> ends = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			String job = this.client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
			ends.add(this.callers.submit(() -> this.client.post("/jobs/" + job + "/cancel", "").status()));
			ends.add(this.callers.submit(() -> deleteWhenFinished(job)));
		}
		for (Future<Integer> end : ends) {
			assertThat(end.get()).isIn(202, 204, 404, 409);
		}
		assertNobodyWasBrokenOff();
	}

	private int deleteWhenFinished(String job) {
		return Eventually.value(PATIENCE, () -> {
			int status = this.client.delete("/jobs/" + job).status();
			assertThat(status).isNotEqualTo(409);
			return status;
		});
	}

	private void insertJobs(String delivery) {
		this.jdbc
			.sql("""
					insert into job (id, kind, state, verdict, cancelled, owner, request, callback_url, items_done, items_failed,
						items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, finished_at, expires_at)
					select gen_random_uuid(), 'image_cos', 'finished', 'completed', false, 'anonymous', '{}', :url, 1, 0, 1, 0, 1, 1, 0, 1,
						current_timestamp, current_timestamp, current_timestamp + interval '1 day'
					from generate_series(1, :jobs)
					""")
			.param("url", receiver.url())
			.param("jobs", JOBS)
			.update();
		this.jdbc
			.sql("""
					insert into delivery (job_id, owner, url, host, verdict, field_names, body_head, body_tail, state, attempts,
						earlier_attempts, created_at, finished_at)
					select id, owner, callback_url, '127.0.0.1', 'completed', 'job_id', '{"job_id":"' || id || '"}', '', :state, 0, 0,
						current_timestamp, current_timestamp - random() * interval '1 hour'
					from job on conflict do nothing
					""")
			.param("state", delivery)
			.update();
	}

	/**
	 * In another order than that of the jobs.
	 */
	private void insertEvents() {
		this.jdbc.sql("""
				insert into job_event (job_id, owner, type, at, data, last_so_far)
				select id, owner, 'progress', current_timestamp, '{}', false from job, generate_series(1, 10)
				order by random()
				""").update();
	}

	private void assertNobodyWasBrokenOff() {
		Eventually.within(PATIENCE,
				() -> assertThat(
						this.jdbc.sql("select count(*) from pg_locks where not granted").query(Integer.class).single())
					.isZero());
		// A session tells for certain when it ends, and until then when it pleases.
		OffsetDateTime now = this.jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single();
		this.pool.getHikariPoolMXBean().softEvictConnections();
		Eventually.within(PATIENCE, () -> assertThat(this.jdbc
			.sql("select count(*) from pg_stat_activity where backend_type = 'client backend' and backend_start < :now")
			.param("now", now)
			.query(Integer.class)
			.single()).isZero());
		assertThat(this.jdbc.sql("select deadlocks from pg_stat_database where datname = 'postgres'")
			.query(Integer.class)
			.single()).isZero();
	}

}
