package io.wxomedia.workflow;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.UnusablePayload;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link JobHandler} of the workflow: goes from step to step, each of which is written
 * down, so that a run that follows a crash goes on where it was and pays for nothing
 * twice.
 */
class WorkflowHandler implements JobHandler {

	private static final Logger logger = LoggerFactory.getLogger(WorkflowHandler.class);

	private static final List<WorkflowStep> MAKING = List.of(WorkflowStep.VIDEO_GENERATION,
			WorkflowStep.IMAGE_GENERATION);

	private final Map<WorkflowStep, StepWork> works;

	private final RemoteCalls remote;

	private final KeptMedia kept;

	private final WorkflowRetry retry;

	private final Bucket bucket;

	private final Duration atMost;

	private final JsonMapper json;

	private final Clock clock;

	private final WorkflowMetrics metrics;

	WorkflowHandler(Map<WorkflowStep, StepWork> works, RemoteCalls remote, KeptMedia kept, WorkflowRetry retry,
			Bucket bucket, Duration atMost, JsonMapper json, Clock clock, WorkflowMetrics metrics) {
		this.works = new EnumMap<>(works);
		this.remote = remote;
		this.kept = kept;
		this.retry = retry;
		this.bucket = bucket;
		this.atMost = atMost;
		this.json = json;
		this.clock = clock;
		this.metrics = metrics;
	}

	@Override
	public List<JobKind> kinds() {
		return List.of(JobKind.ofSteps(WorkflowSpec.KIND));
	}

	@Override
	public JobStep run(JobRun run) throws IOException, InterruptedException {
		try {
			return go(new RunSteps(run, this.atMost, this.json, this.clock, this.metrics));
		}
		catch (UnusablePayload ex) {
			logger.error("Job {} cannot go on: {}", run.job().id(), ex.getMessage());
			return fail(run, "What was made was damaged or lost on the service's disk; start the workflow again. ("
					+ ex.getMessage() + ")");
		}
	}

	private JobStep go(RunSteps steps) throws IOException, InterruptedException {
		for (WorkflowStep step : WorkflowStep.values()) {
			JobItem item = steps.of(step);
			if (item.state() == JobItem.State.FAILED) {
				// A crash came between this and the verdict.
				return fail(steps.run(), String.valueOf(item.error()));
			}
			if (item.state() == JobItem.State.COMPLETED) {
				continue;
			}
			Outcome outcome = work(steps, step);
			if (outcome instanceof Outcome.Wait wait) {
				return await(steps, step, wait);
			}
			if (outcome instanceof Outcome.Failed failed) {
				return fail(steps.run(), failed.error());
			}
		}
		return complete(steps);
	}

	/**
	 * A run ends in its time, whatever is waited for, except for the store that its video
	 * goes to: what is bought and made is all that is missing then, and the store's own
	 * time goes on.
	 */
	private JobStep await(RunSteps steps, WorkflowStep step, Outcome.Wait wait) {
		if (step == WorkflowStep.VIDEO_UPLOAD && wait.phase().equals(Upload.STORING)) {
			return new JobStep.Wait(wait.at(), wait.phase());
		}
		if (steps.isLate()) {
			return fail(steps.run(), steps.tooLate() + ": its step " + step.id() + " was " + wait.phase());
		}
		return new JobStep.Wait(wait.at().isBefore(steps.end()) ? wait.at() : steps.end(), wait.phase());
	}

	private Outcome work(RunSteps steps, WorkflowStep step) throws IOException, InterruptedException {
		StepWork work = this.works.get(step);
		if (work != null) {
			return work.work(steps);
		}
		// Nothing is left to be done but the verdict, which is written as a whole.
		steps.begin(step);
		return steps.complete(step, null);
	}

	private JobStep complete(RunSteps steps) {
		WorkflowResult result = WorkflowResult.of(steps, null, null);
		List<PayloadId> stored = this.kept.all(steps.job().id());
		int total = steps.all().size();
		return new JobStep.Finish(Verdict.COMPLETED, null, new JobRun.Progress("finishing", total, 0, total, 0),
				this.json.writeValueAsString(result), null, result.message(steps.job().id(), this.bucket, this.clock),
				stored);
	}

	/**
	 * A provider that still works on it is told that nobody waits; what was bought and
	 * got no further is kept.
	 */
	@Override
	public JobStep.Finish fail(JobRun run, String error) {
		RunSteps steps = new RunSteps(run, this.atMost, this.json, this.clock, this.metrics);
		String why = run.isCancelled() ? WorkflowSpec.CANCELLED : error;
		this.remote.cancel(run.job().id());
		List<JobItem> open = steps.all().stream().filter((step) -> !step.state().isSettled()).toList();
		open.stream()
			.limit(run.isCancelled() ? open.size() : noneFailed(steps) ? 1 : 0)
			.forEach((step) -> steps.save(step.failed(this.clock.instant(), why)));
		JobItem unstored = unstored(steps);
		StepResult what = (unstored != null) ? RunSteps.result(unstored, this.json) : null;
		String told = told(run, why, unstored, steps);
		WorkflowResult result = WorkflowResult.of(steps, told, (what != null) ? what.contentType() : null);
		long done = steps.all().stream().filter((step) -> step.state() == JobItem.State.COMPLETED).count();
		JobRun.Progress progress = new JobRun.Progress("finishing", (int) done, steps.all().size() - (int) done,
				steps.all().size(), 0);
		return new JobStep.Finish(Verdict.FAILED, told, progress, this.json.writeValueAsString(result),
				(unstored != null) ? unstored.work().payload() : null,
				result.message(run.job().id(), this.bucket, this.clock), List.of());
	}

	/**
	 * Say why a run failed, and what is left of what it bought.
	 */
	private String told(JobRun run, String why, @Nullable JobItem unstored, RunSteps steps) {
		if (run.isCancelled()) {
			return why;
		}
		String sentence = why + (why.endsWith(".") ? " " : ". ");
		if (unstored != null) {
			return sentence + "What was made last is kept until the job expires: GET /jobs/" + run.job().id()
					+ "/result";
		}
		return this.kept.isUnjudged(steps.of(WorkflowStep.IMAGE_GENERATION))
				? sentence + "The picture is kept, and handed to nobody without a judgement: POST /jobs/"
						+ run.job().id() + "/retry has it judged and buys no other"
				: why;
	}

	private static boolean noneFailed(RunSteps steps) {
		return steps.all().stream().noneMatch((step) -> step.state() == JobItem.State.FAILED);
	}

	/**
	 * Return the step that made last what is not in the bucket.
	 */
	private @Nullable JobItem unstored(RunSteps steps) {
		return MAKING.stream()
			.filter((step) -> steps.all().get(step.ordinal() + 1).state() != JobItem.State.COMPLETED)
			.map(steps::of)
			.filter((item) -> this.kept.of(item).isPresent())
			.findFirst()
			.orElse(null);
	}

	@Override
	public Result result(Job job) {
		if (job.result() == null) {
			return new Result.None("The run has no result.");
		}
		WorkflowResult result = this.json.readValue(job.result(), WorkflowResult.class);
		if (job.resultPayload() != null) {
			return new Result.Kept(job.resultPayload(), Objects.requireNonNull(result.contentType()));
		}
		URI link = result.link(this.bucket);
		return (link != null) ? new Result.Elsewhere(link) : new Result.None("The run made nothing.");
	}

	@Override
	public Result result(Job job, JobItem item) {
		URI link = link(item);
		if (link != null) {
			return new Result.Elsewhere(link);
		}
		Optional<KeptMedia.Made> made = this.kept.of(item);
		return made.<Result>map((found) -> new Result.Kept(found.payload(), found.contentType()))
			.orElseGet(() -> new Result.None("Step " + item.key() + " made nothing that is kept."));
	}

	@Override
	public List<String> objectPrefixes(Job job) {
		return List.of(Upload.PICTURES + "/" + job.id() + ".", Upload.VIDEOS + "/" + job.id() + ".");
	}

	@Override
	public Map<Integer, PayloadId> kept(JobId job) {
		return new HashMap<>(this.kept.payloads(job));
	}

	@Override
	public @Nullable URI link(JobItem item) {
		return this.bucket.link(RunSteps.bucket(item, this.json), item.outputKey());
	}

	@Override
	public void takeOver(Job earlier, List<JobItem> items, JobId again) {
		this.retry.takeOver(earlier, items, again);
	}

	@Override
	public CallbackMessage renew(Job job) {
		return this.json.readValue(job.result(), WorkflowResult.class).message(job.id(), this.bucket, this.clock);
	}

}
