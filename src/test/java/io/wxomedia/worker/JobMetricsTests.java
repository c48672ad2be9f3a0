package io.wxomedia.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.job.Backlog;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.Verdict;
import io.wxomedia.monitoring.ControlledReadings;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JobMetrics} and the backlog that it shows.
 */
class JobMetricsTests {

	private static final Instant START = Instant.parse("2026-11-25T08:00:00Z");

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(START);

	private final JobRecords jobs = new JobRecords(this.database.jdbc());

	private final JobLife life = new JobLife(this.database.jdbc(), (events) -> {
	}, this.clock);

	private final ControlledReadings readings = new ControlledReadings(this.clock);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void backlogIsWhatIsNotFinished() {
		assertThat(this.jobs.backlog()).isEqualTo(new Backlog(0, 0, null));
		JobId first = insert();
		this.clock.advance(Duration.ofSeconds(1));
		insert();
		insert();
		assertThat(this.jobs.backlog()).isEqualTo(new Backlog(3, 0, START));
		assertThat(this.life.begin(first)).isPresent();
		assertThat(this.jobs.backlog()).isEqualTo(new Backlog(2, 1, START.plusSeconds(1)));
	}

	@Test
	void jobsAreCountedByKindAndVerdict() {
		JobMetrics metrics = metrics();
		metrics.count(finished("batch", Verdict.FAILED, Map.of("one_reason", 2, "another", 0)));
		metrics.count(finished("batch", Verdict.COMPLETED, Map.of()));
		metrics.count(finished("batch", Verdict.COMPLETED, Map.of("one_reason", 1, "another", 4)));
		assertThat(jobs("batch", "completed")).isEqualTo(2);
		assertThat(jobs("batch", "failed")).isEqualTo(1);
		assertThat(jobs("batch", "completed_with_errors")).isZero();
		assertThat(fallbacks("one_reason")).isEqualTo(3);
		assertThat(fallbacks("another")).isEqualTo(4);
	}

	@Test
	void timesAreThoseOfTheJob() {
		metrics().time(new JobTimes("batch", Duration.ofSeconds(7), Duration.ofMinutes(3)));
		assertThat(this.registry.get("media.job.waiting").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(7);
		assertThat(this.registry.get("media.job.running").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(180);
	}

	@Test
	void oldestJobThatWaitsGrowsOlderBetweenReadings() {
		metrics();
		assertThat(gauge("media.jobs.queued")).isNaN();
		insert();
		this.readings.refresh();
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(gauge("media.jobs.queued")).isOne();
		assertThat(gauge("media.jobs.running")).isZero();
		assertThat(gauge("media.jobs.oldest.queued")).isEqualTo(30);
		this.clock.advance(Duration.ofSeconds(31));
		assertThat(gauge("media.jobs.oldest.queued")).isNaN();
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

	private JobMetrics metrics() {
		return new JobMetrics(this.registry, this.readings, this.jobs, this.clock);
	}

	private double fallbacks(String reason) {
		return this.registry.get("media.fallbacks").tag("kind", "batch").tag("reason", reason).counter().count();
	}

	private double jobs(String kind, String verdict) {
		return this.registry.get("media.jobs").tag("kind", kind).tag("verdict", verdict).counter().count();
	}

	private JobId insert() {
		JobId id = JobId.random();
		this.life.accept(id, new NewJob("batch", "o", null, null, "{}", null, 0, null));
		return id;
	}

	private static JobFinished finished(String kind, Verdict verdict, Map<String, Integer> fallbacks) {
		Job job = new Job(JobId.random(), "o", kind, null, "{}", null, null, null, null, START);
		return new JobFinished(job, verdict, new CallbackMessage(Map.of(), null, fallbacks));
	}

}
