package io.wxomedia.callback;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.JobId;
import io.wxomedia.job.KeptJobs;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how long a callback keeps its job.
 */
class KeepingTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final Clock CLOCK = Clock.fixed(START, ZoneOffset.UTC);

	@ParameterizedTest
	@CsvSource(textBlock = """
			200, 2, false
			500, 2, true
			500, 1, false
			410, 2, false
			""")
	void jobIsKeptWhileAnAttemptIsToCome(int status, int mostAttempts, boolean kept) {
		try (TestDatabase database = TestDatabase.h2()) {
			JobId job = job(database.jdbc(), true);
			DeliveryTable deliveries = deliver(database.jdbc(), job);
			record(database, deliveries, deliveries.pending(job).orElseThrow(), status, mostAttempts);
			assertThat(kept(database.jdbc(), job)).isEqualTo(kept);
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			true, true
			false, false
			""")
	void attemptOfWhoWasTakenOverReleasesNothing(boolean reopened, boolean kept) {
		try (TestDatabase database = TestDatabase.h2()) {
			JobId job = job(database.jdbc(), true);
			DeliveryTable deliveries = deliver(database.jdbc(), job);
			Delivery frozen = deliveries.pending(job).orElseThrow();
			record(database, deliveries, frozen, 410, 1);
			if (reopened) {
				new Keeping(database.jdbc()).keep(job, START);
				deliveries.reopen(job, null);
			}
			record(database, deliveries, frozen, 200, 1);
			assertThat(kept(database.jdbc(), job)).isEqualTo(kept);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void migrationKeepsTheJobsWhoseCallbackIsToCome(boolean postgres) throws IOException {
		try (TestDatabase database = postgres ? TestDatabase.postgres() : TestDatabase.h2()) {
			JobId pending = job(database.jdbc(), false);
			JobId dead = job(database.jdbc(), false);
			JobId without = job(database.jdbc(), false);
			deliver(database.jdbc(), pending);
			DeliveryTable deliveries = deliver(database.jdbc(), dead);
			failed(deliveries, dead, "UnknownHostException: a.test: Name or service not known");
			database.jdbc().sql("update delivery_attempt set trouble = null").update();
			long updates = Arrays
				.stream(Files.readString(Path.of("src/main/resources/db/migration/V15__kept_jobs.sql")).split(";"))
				.map((statement) -> statement.replaceAll("(?m)^--.*$", "").strip())
				.filter((statement) -> statement.startsWith("update"))
				.peek((statement) -> database.jdbc().sql(statement).update())
				.count();
			assertThat(updates).isEqualTo(2);
			assertThat(kept(database.jdbc(), pending)).isTrue();
			assertThat(kept(database.jdbc(), dead)).isFalse();
			assertThat(kept(database.jdbc(), without)).isFalse();
			assertThat(database.jdbc().sql("select trouble from delivery_attempt").query(String.class).single())
				.isEqualTo("name_unknown");
		}
	}

	private static void failed(DeliveryTable deliveries, JobId job, String error) {
		deliveries.record(deliveries.pending(job).orElseThrow(), Attempt.failed(error, "other", Duration.ZERO), START,
				DeliveryTable.Outcome.DEAD_LETTER, null);
	}

	private static void record(TestDatabase database, DeliveryTable deliveries, Delivery delivery, int status,
			int mostAttempts) {
		AttemptPlan plan = new AttemptPlan(RetrySchedule.parse("1"), mostAttempts, LateRetries.valueOf(""), () -> 0L,
				CLOCK);
		AttemptRecorder recorder = new AttemptRecorder(deliveries, new DeliveryEvents((events) -> {
		}), plan, (job) -> true, new Keeping(database.jdbc()), database.transactions(), CLOCK);
		recorder.record(new AttemptRecorder.Made(new TestEntry(delivery.job().toString()).hold(() -> {
		}), delivery, START), Attempt.answered(status, Duration.ZERO, null, null));
	}

	private static DeliveryTable deliver(JdbcClient jdbc, JobId job) {
		DeliveryTable deliveries = new DeliveryTable(jdbc, CLOCK);
		deliveries.insert(new Delivery(job, "owner", URI.create("http://localhost/"), "completed",
				FixedBody.of(new CallbackMessage(Map.of("status", "completed"), null), new JsonMapper()), 0, 0, null,
				null));
		return deliveries;
	}

	private static JobId job(JdbcClient jdbc, boolean kept) {
		JobId job = JobId.random();
		jdbc.sql(
				"""
						insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
							items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, kept)
						values (:id, 'image_cos', 'finished', 'completed', false, 'o', '{}', 1, 0, 1, 0, 1, 1, 0, 1, :now, :kept)
						""")
			.param("id", job.value())
			.param("now", START.atOffset(ZoneOffset.UTC))
			.param("kept", kept)
			.update();
		return job;
	}

	private static boolean kept(JdbcClient jdbc, JobId job) {
		return jdbc.sql("select kept from job where id = :id").param("id", job.value()).query(Boolean.class).single();
	}

	/**
	 * Writes to the job's row and nothing else.
	 *
	 * @param jdbc the database
	 */
	record Keeping(JdbcClient jdbc) implements KeptJobs {

		@Override
		public boolean keep(JobId job, Instant until) {
			return this.jdbc.sql("update job set kept = true, expires_at = greatest(expires_at, :until) where id = :id")
				.param("until", until.atOffset(ZoneOffset.UTC))
				.param("id", job.value())
				.update() == 1;
		}

		@Override
		public void extend(JobId job, Instant until) {
			throw new UnsupportedOperationException("No callback is a reason to extend");
		}

		@Override
		public void release(JobId job) {
			this.jdbc.sql("update job set kept = false where id = :id").param("id", job.value()).update();
		}

	}

}
