package io.wxomedia.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wxomedia.job.JobItem;

/**
 * Counts runs of the workflow when their work begins, how long their steps took and how
 * often they were tried again, each when it is written. How runs end is counted with all
 * jobs. Thread-safe.
 */
class WorkflowMetrics {

	private static final Duration[] BUCKETS = { Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(5),
			Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2),
			Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1) };

	private final Counter started;

	private final Map<WorkflowStep, Timer> completed = new EnumMap<>(WorkflowStep.class);

	private final Map<WorkflowStep, Timer> failed = new EnumMap<>(WorkflowStep.class);

	private final Map<WorkflowStep, Counter> retried = new EnumMap<>(WorkflowStep.class);

	WorkflowMetrics(MeterRegistry registry) {
		this.started = Counter.builder("media.workflows.started")
			.description("Runs of the workflow whose work began")
			.register(registry);
		for (WorkflowStep step : WorkflowStep.values()) {
			this.completed.put(step, timer(registry, step, JobItem.State.COMPLETED));
			this.failed.put(step, timer(registry, step, JobItem.State.FAILED));
			this.retried.put(step,
					Counter.builder("media.workflow.step.retries")
						.description("Times that a step of a workflow was tried again")
						.tag("step", step.id())
						.register(registry));
		}
	}

	private static Timer timer(MeterRegistry registry, WorkflowStep step, JobItem.State outcome) {
		return Timer.builder("media.workflow.step")
			.description("How long steps of workflows took, waiting included")
			.tag("step", step.id())
			.tag("outcome", outcome.word())
			.serviceLevelObjectives(BUCKETS)
			.register(registry);
	}

	/**
	 * Look at a step that was just written.
	 * @param before the step as it was
	 * @param now the step as it is
	 */
	void written(JobItem before, JobItem now) {
		WorkflowStep step = WorkflowStep.values()[now.number() - 1];
		if (step == WorkflowStep.VALIDATION && before.state() == JobItem.State.PENDING
				&& now.state() == JobItem.State.PROCESSING) {
			this.started.increment();
		}
		if (now.work().attempt() > Math.max(1, before.work().attempt())) {
			counter(step).increment();
		}
		Instant began = now.work().startedAt();
		Instant ended = now.work().finishedAt();
		if (now.state().isSettled() && !before.state().isSettled() && began != null && ended != null) {
			timer(step, now.state()).record(Duration.between(began, ended));
		}
	}

	private Counter counter(WorkflowStep step) {
		return Objects.requireNonNull(this.retried.get(step));
	}

	private Timer timer(WorkflowStep step, JobItem.State outcome) {
		Map<WorkflowStep, Timer> timers = (outcome == JobItem.State.COMPLETED) ? this.completed : this.failed;
		return Objects.requireNonNull(timers.get(step));
	}

}
