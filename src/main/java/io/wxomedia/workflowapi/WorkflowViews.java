package io.wxomedia.workflowapi;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobState;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.workflow.Bucket;
import io.wxomedia.workflow.WorkflowRuns;
import io.wxomedia.workflow.WorkflowSpec;
import io.wxomedia.workflow.WorkflowState;
import io.wxomedia.workflow.WorkflowStep;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts together what is shown of runs, from the database alone. Thread-safe.
 */
class WorkflowViews {

	static final String KIND = "IMAGE_TO_VIDEO";

	private final JobRecords jobs;

	private final ItemTable items;

	private final WorkflowRuns runs;

	private final ProviderFigures figures;

	private final Bucket bucket;

	private final JsonMapper json;

	private final Clock clock;

	WorkflowViews(JobRecords jobs, ItemTable items, WorkflowRuns runs, ProviderFigures figures, Bucket bucket,
			JsonMapper json, Clock clock) {
		this.jobs = jobs;
		this.items = items;
		this.runs = runs;
		this.figures = figures;
		this.bucket = bucket;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Return what is known of a run's job.
	 * @throws WorkflowErrors.UnknownWorkflow if there is no such run
	 */
	JobRecord find(JobId id) {
		return look(id).orElseThrow(WorkflowErrors.UnknownWorkflow::new);
	}

	/**
	 * Return what is known of a run's job; nothing if it was deleted meanwhile.
	 */
	Optional<JobRecord> look(JobId id) {
		return this.jobs.find(id).filter((found) -> WorkflowSpec.KIND.equals(found.job().kind()));
	}

	WorkflowView view(JobRecord found, boolean withSteps) {
		Job job = found.job();
		List<JobItem> items = steps(job.id());
		WorkflowState state = WorkflowState.of(found.state(), found.verdict(), items);
		WorkflowSpec spec = this.json.readValue(job.request(), WorkflowSpec.class);
		Assets assets = Assets.of(items.stream().map(this::stored).toList(), this.bucket);
		return new WorkflowView(job.id().toString(), KIND, state.name(), state.progress(items),
				withSteps ? shown(found, items) : null, this.runs.project(job.id()).orElse(null), spec.imagePrompt(),
				spec.imagePrompt(), spec.videoPrompt(), assets.image(), assets.video(), spec.provider(),
				cents(job.id()), took(found), remaining(found, items), error(found), job.createdAt(), found.startedAt(),
				found.finishedAt());
	}

	/**
	 * A run waits in the first of its steps that is not settled.
	 */
	private List<StepView> shown(JobRecord found, List<JobItem> items) {
		List<StepView> shown = new ArrayList<>();
		Instant next = found.waitsUntil();
		for (JobItem item : items) {
			boolean waits = next != null && !item.state().isSettled();
			shown.add(StepView.of(item, this.json).waitingUntil(waits ? next : null));
			next = waits ? null : next;
		}
		return shown;
	}

	List<JobItem> steps(JobId id) {
		return this.items.all(id, WorkflowStep.values().length);
	}

	private Assets.Stored stored(JobItem item) {
		String result = item.work().result();
		JsonNode told = (result != null) ? this.json.readTree(result) : null;
		return new Assets.Stored(item.key(), (item.state() == JobItem.State.COMPLETED) ? item.outputKey() : null, told);
	}

	private int cents(JobId id) {
		return this.figures.cost(id)
			.map((usd) -> usd.multiply(BigDecimal.valueOf(100)).setScale(0, RoundingMode.UP).intValueExact())
			.orElse(0);
	}

	/**
	 * A run that is being cancelled is shown as failed before it has its verdict, and who
	 * then asks no more must know why.
	 */
	static @Nullable String error(JobRecord found) {
		return (found.error() == null && found.state() == JobState.CANCELLING) ? WorkflowSpec.CANCELLED : found.error();
	}

	private static @Nullable Long took(JobRecord found) {
		Instant started = found.startedAt();
		Instant finished = found.finishedAt();
		return (started != null && finished != null) ? Duration.between(started, finished).toMillis() : null;
	}

	private @Nullable Long remaining(JobRecord found, List<JobItem> items) {
		if (found.state() == JobState.FINISHED || found.state() == JobState.CANCELLING || found.startedAt() == null) {
			return null;
		}
		return TimeLeft.of(items, this.jobs.usualSteps(WorkflowSpec.KIND), this.clock.instant())
			.map(Duration::toMillis)
			.orElse(null);
	}

}
