package io.wxomedia.workflow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The steps of one run, as they are now. Every change is written down before it is seen
 * here. Used by one thread.
 */
class RunSteps {

	private final JobRun run;

	private final JsonMapper json;

	private final Duration atMost;

	private final Clock clock;

	private final WorkflowMetrics metrics;

	private final WorkflowSpec spec;

	private final List<JobItem> items;

	/**
	 * Read the steps of a run.
	 * @param atMost how long it may take in all, from the beginning of its work
	 */
	RunSteps(JobRun run, Duration atMost, JsonMapper json, Clock clock, WorkflowMetrics metrics) {
		this.run = run;
		this.atMost = atMost;
		this.json = json;
		this.clock = clock;
		this.metrics = metrics;
		this.spec = json.readValue(run.job().request(), WorkflowSpec.class);
		this.items = new ArrayList<>(run.items().all(0, WorkflowStep.values().length));
	}

	JobRun run() {
		return this.run;
	}

	Job job() {
		return this.run.job();
	}

	WorkflowSpec spec() {
		return this.spec;
	}

	Instant now() {
		return this.clock.instant();
	}

	/**
	 * Return when the time of the run is over. Nothing is bought or waited for after it;
	 * what is there by then is still stored.
	 */
	Instant end() {
		return this.run.startedAt().plus(this.atMost);
	}

	boolean isLate() {
		return !now().isBefore(end());
	}

	String tooLate() {
		return "The run was not done within " + this.atMost.toSeconds() + " s (RUN_TIMEOUT_SECONDS)";
	}

	List<JobItem> all() {
		return List.copyOf(this.items);
	}

	JobItem of(WorkflowStep step) {
		return this.items.get(step.ordinal());
	}

	/**
	 * Begin a step, unless it is begun.
	 */
	void begin(WorkflowStep step) {
		begin(step, of(step));
	}

	/**
	 * Begin a step that has something already.
	 * @param step the step
	 * @param with the step with what it has
	 */
	void begin(WorkflowStep step, JobItem with) {
		if (with.state() != JobItem.State.PENDING) {
			return;
		}
		this.run.show(new JobRun.Progress(step.id(), step.ordinal(), 0, this.items.size(), 0));
		save(with.processing(now(), step.begun()).tried());
	}

	JobItem save(JobItem step) {
		this.run.items().save(step);
		this.metrics.written(this.items.set(step.number() - 1, step), step);
		return step;
	}

	/**
	 * Complete a step.
	 * @param step the step
	 * @param key where its result is in the bucket, or {@code null}
	 */
	Outcome.Done complete(WorkflowStep step, @Nullable String key) {
		save(of(step).completed(now(), key));
		return new Outcome.Done();
	}

	/**
	 * Return what a step made, as far as it was told.
	 */
	@Nullable StepResult result(WorkflowStep step) {
		return result(of(step), this.json);
	}

	static @Nullable StepResult result(JobItem step, JsonMapper json) {
		String result = step.work().result();
		return (result != null) ? json.readValue(result, StepResult.class) : null;
	}

	/**
	 * Return the bucket that a step's result went to, as far as it was written down.
	 */
	@Nullable String bucket(WorkflowStep step) {
		return bucket(of(step), this.json);
	}

	static @Nullable String bucket(JobItem step, JsonMapper json) {
		StepResult result = result(step, json);
		return (result != null) ? result.bucket() : null;
	}

	String written(StepResult result) {
		return this.json.writeValueAsString(result);
	}

}
