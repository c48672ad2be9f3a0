package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wxomedia.job.Backlog;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.Verdict;
import io.wxomedia.monitoring.Reading;
import io.wxomedia.monitoring.Readings;

import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Counts jobs when their verdict is committed, and shows how many wait.
 */
class JobMetrics {

	/**
	 * From a picture that is made at once to a batch of hours.
	 */
	private static final Duration[] BUCKETS = { Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20),
			Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(5),
			Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(6) };

	private final MeterRegistry registry;

	JobMetrics(MeterRegistry registry, Readings readings, JobRecords jobs, Clock clock) {
		this.registry = registry;
		Reading<Backlog> backlog = readings.of("the queue of jobs", jobs::backlog);
		Gauge.builder("media.jobs.queued", backlog, (last) -> last.value(Backlog::queued))
			.description("Jobs that wait, over all instances")
			.register(registry);
		Gauge.builder("media.jobs.running", backlog, (last) -> last.value(Backlog::running))
			.description("Jobs that are worked on, over all instances")
			.register(registry);
		Gauge.builder("media.jobs.oldest.queued", backlog, (last) -> last.value((found) -> age(found, clock)))
			.description("How long ago the oldest job that waits was accepted")
			.baseUnit("seconds")
			.register(registry);
	}

	private static double age(Backlog backlog, Clock clock) {
		Instant oldest = backlog.oldestQueuedAt();
		return (oldest != null) ? Duration.between(oldest, clock.instant()).toMillis() / 1000.0 : 0;
	}

	/**
	 * All verdicts of a kind, and all reasons, are there from its first job on, so that a
	 * rate sees the first failure.
	 */
	@TransactionalEventListener
	void count(JobFinished finished) {
		for (Verdict verdict : Verdict.values()) {
			jobs(finished.job().kind(), verdict).increment((verdict == finished.verdict()) ? 1 : 0);
		}
		finished.message()
			.fallbacks()
			.forEach((reason, made) -> Counter.builder("media.fallbacks")
				.description("Pictures that the local fallback made")
				.tag("kind", finished.job().kind())
				.tag("reason", reason)
				.register(this.registry)
				.increment(made));
	}

	private Counter jobs(String kind, Verdict verdict) {
		return Counter.builder("media.jobs")
			.description("Jobs that have their verdict")
			.tag("kind", kind)
			.tag("verdict", verdict.word())
			.register(this.registry);
	}

	@TransactionalEventListener
	void time(JobTimes times) {
		timer("media.job.waiting", "How long a job waited in all: for a worker, a permit, another try", times.kind())
			.record(times.waited());
		timer("media.job.running", "How long a job was worked on, over all runs", times.kind()).record(times.worked());
	}

	private Timer timer(String name, String description, String kind) {
		return Timer.builder(name)
			.description(description)
			.tag("kind", kind)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

}
