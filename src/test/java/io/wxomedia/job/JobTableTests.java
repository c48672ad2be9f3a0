package io.wxomedia.job;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobTable}.
 */
class JobTableTests {

	private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

	private final MovableClock clock = new MovableClock(START);

	/**
	 * During a rolling update it answers {@code POST /jobs/{id}/retry} too.
	 */
	@ParameterizedTest
	@EnumSource
	void jobThatAnInstanceOfTheVersionBeforeTookMayHaveTakenSomethingOver(Kind kind) {
		try (TestDatabase database = kind.open.get()) {
			JobId id = JobId.random();
			database.jdbc()
				.sql("""
						insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
							fallbacks, run, attempts, crashes, worked_ms, created_at, input_bytes, result_bytes)
						values (:id, 'image_cos', 'queued', false, '', '{}', 0, 0, 0, 0, 0, 0, 0, 0, current_timestamp, 0, 0)
						""")
				.param("id", id.value())
				.update();
			assertThat(jobs(database).begin(id)).get().matches(JobLife.Begun::retries);
		}
	}

	@ParameterizedTest
	@EnumSource
	void onlyAJobThatTriesAnotherOneAgainMayHaveTakenSomethingOver(Kind kind) {
		try (TestDatabase database = kind.open.get()) {
			JobTable jobs = jobs(database);
			JobId first = queued(jobs);
			assertThat(jobs.begin(first)).get().matches((begun) -> !begun.retries());
			database.jdbc().sql("update job set state = 'finished', verdict = 'failed'").update();
			JobId again = queued(jobs);
			assertThat(jobs.retriedAs(first, again)).isTrue();
			assertThat(jobs.begin(again)).get().matches(JobLife.Begun::retries);
		}
	}

	@ParameterizedTest
	@EnumSource
	void jobThatIsCancelledWhileItIsQueuedHasNotWorked(Kind kind) {
		try (TestDatabase database = kind.open.get()) {
			JobTable jobs = jobs(database);
			JobId id = queued(jobs);
			this.clock.advance(Duration.ofHours(1));
			assertThat(jobs.cancel(id)).get().extracting(JobLife.Begun::startedAt).isEqualTo(START.plusSeconds(3600));
		}
	}

	@ParameterizedTest
	@EnumSource
	void jobThatIsCancelledWhileItRunsHasWorkedSinceItBegan(Kind kind) {
		try (TestDatabase database = kind.open.get()) {
			JobTable jobs = jobs(database);
			JobId id = queued(jobs);
			this.clock.advance(Duration.ofHours(1));
			assertThat(jobs.begin(id)).isPresent();
			this.clock.advance(Duration.ofHours(1));
			assertThat(jobs.cancel(id)).get().extracting(JobLife.Begun::startedAt).isEqualTo(START.plusSeconds(3600));
		}
	}

	private JobTable jobs(TestDatabase database) {
		return new JobTable(database.jdbc(), this.clock);
	}

	private static JobId queued(JobTable jobs) {
		JobId id = JobId.random();
		jobs.insert(id, new NewJob("batch", "", null, null, "{}", null, 0, null));
		return id;
	}

	private enum Kind {

		H2(TestDatabase::h2), POSTGRES(TestDatabase::postgres);

		private final Supplier<TestDatabase> open;

		Kind(Supplier<TestDatabase> open) {
			this.open = open;
		}

	}

}
