package io.wxomedia.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RunningJobs}.
 */
class RunningJobsTests {

	private final TestDatabase database = TestDatabase.h2();

	private final RunningJobs running = new RunningJobs(new JobRecords(this.database.jdbc()));

	private final JobId job = JobId.random();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void cancelInterruptsWhoWorksOnTheJobAndNotWhatFollows() {
		RunningJobs.Place place = this.running.enter(this.job);
		this.running.cancel(JobId.random());
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.running.cancel(this.job);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(place.isCancelled()).isTrue();
		place.close();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.running.cancel(this.job);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void interruptOfAStopIsLeftForTheQueue() {
		RunningJobs.Place place = this.running.enter(this.job);
		Thread.currentThread().interrupt();
		place.close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(place.isCancelled()).isFalse();
	}

	@Test
	void whoEndsTheJobIsNotCalledAway() {
		RunningJobs.Place place = this.running.enterToEnd(this.job);
		this.running.cancel(this.job);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		place.close();
	}

	@Test
	void whatIsCancelledElsewhereIsSeenWheneverSomethingRuns() throws Exception {
		this.running.start();
		try {
			this.running.enter(this.job).close();
			// Long enough for the look that finds nothing at work here any more.
			new CountDownLatch(1).await(600, TimeUnit.MILLISECONDS);
			for (int i = 0; i < 2; i++) {
				JobId cancelled = JobId.random();
				RunningJobs.Place place = this.running.enter(cancelled);
				this.database.jdbc()
					.sql("""
							insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
								fallbacks, run, attempts, crashes, worked_ms, created_at, input_bytes, result_bytes, retries)
							values (:id, 'image_b64', 'cancelling', true, 'default', '{}', 0, 0, 1, 0, 1, 0, 0, 0,
								current_timestamp, 0, 0, false)
							""")
					.param("id", cancelled.value())
					.update();
				assertThatExceptionOfType(InterruptedException.class)
					.isThrownBy(() -> new CountDownLatch(1).await(60, TimeUnit.SECONDS));
				assertThat(place.isCancelled()).isTrue();
				place.close();
			}
		}
		finally {
			this.running.stop();
		}
	}

}
