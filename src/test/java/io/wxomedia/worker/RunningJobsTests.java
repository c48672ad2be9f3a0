package io.wxomedia.worker;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

}
