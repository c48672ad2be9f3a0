package io.wxomedia.workflow;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.credits.InsufficientCredits;
import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * What a run that tries another one again has from it: its project, and picture and video
 * as far as they were bought. What moderation refused is not taken along. Thread-safe.
 */
class WorkflowRetry {

	private final ItemTable items;

	private final WorkflowRuns runs;

	private final WorkflowCredits credits;

	private final KeptMedia kept;

	private final RemoteCalls remote;

	private final JsonMapper json;

	private final Clock clock;

	WorkflowRetry(ItemTable items, WorkflowRuns runs, WorkflowCredits credits, KeptMedia kept, RemoteCalls remote,
			JsonMapper json, Clock clock) {
		this.items = items;
		this.runs = runs;
		this.credits = credits;
		this.kept = kept;
		this.remote = remote;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Note what is taken over, in the transaction that makes the new job.
	 */
	void takeOver(Job earlier, List<JobItem> steps, JobId again) {
		this.runs.insert(new WorkflowRuns.Run(again, earlier.owner(), this.runs.project(earlier.id()).orElse(null),
				UUID.randomUUID(), 0, this.clock.instant()));
		Map<Integer, PayloadId> bought = this.kept.payloads(earlier.id());
		take(steps, WorkflowStep.IMAGE_GENERATION, WorkflowStep.IMAGE_UPLOAD, bought, again);
		if (!take(steps, WorkflowStep.VIDEO_GENERATION, WorkflowStep.VIDEO_UPLOAD, bought, again)) {
			// It may be there, and the run ended before its step was written.
			this.remote.takeOver(earlier.id(), again);
		}
		try {
			this.credits.hold(earlier.owner(), List.of(again));
		}
		catch (InsufficientCredits ex) {
			throw new Refusal(HttpStatus.PAYMENT_REQUIRED, "insufficient_credits",
					ex.getMessage() + ". Ask the administrator for a grant.", null, ex);
		}
	}

	private boolean take(List<JobItem> steps, WorkflowStep making, WorkflowStep storing, Map<Integer, PayloadId> bought,
			JobId again) {
		JobItem made = steps.get(making.ordinal());
		JobItem stored = steps.get(storing.ordinal());
		StepResult result = RunSteps.result(made, this.json);
		if (result != null && Boolean.TRUE.equals(result.refused())) {
			return false;
		}
		PayloadId payload = made.work().payload();
		if (payload == null && making == WorkflowStep.IMAGE_GENERATION) {
			// It came when the earlier job had its verdict. What the ledger has of a
			// video is the answer to its order.
			payload = bought.get(making.number());
		}
		// What the earlier run took over itself, and did not copy yet, is where that
		// says.
		JobItem place = (stored.outputKey() != null) ? stored : made;
		String key = place.outputKey();
		if (payload == null && key == null) {
			return false;
		}
		JobItem taking = new JobItem(made.number(), made.key(), made.target(), JobItem.State.PENDING,
				(payload != null) ? null : key, null, null);
		this.items.save(again, taking.made(payload, (payload != null) ? null : place(place)));
		return true;
	}

	private @Nullable String place(JobItem stored) {
		String bucket = RunSteps.bucket(stored, this.json);
		return (bucket != null) ? this.json.writeValueAsString(StepResult.takenFrom(bucket)) : null;
	}

}
