package io.wxomedia.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.credits.Credits;
import io.wxomedia.credits.CreditsProperties;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.Verdict;

import org.springframework.context.event.EventListener;

/**
 * What a run costs its owner: held with the job, captured with its completion, given back
 * with any other end, each in the transaction that writes the state. Thread-safe.
 */
class WorkflowCredits {

	private final Credits credits;

	private final List<Credits.Line> lines;

	WorkflowCredits(Credits credits, CreditsProperties properties) {
		this.credits = credits;
		this.lines = List.of(new Credits.Line("image", properties.workflowImage()),
				new Credits.Line("video", properties.workflowVideo()));
	}

	/**
	 * Hold what runs cost, or nothing of it.
	 * @throws io.wxomedia.credits.InsufficientCredits if the owner has fewer
	 */
	void hold(String owner, List<JobId> jobs) {
		Map<JobId, List<Credits.Line>> runs = new LinkedHashMap<>();
		jobs.forEach((job) -> runs.put(job, this.lines));
		this.credits.holdAll(owner, runs);
	}

	@EventListener
	void on(JobFinished finished) {
		if (!WorkflowSpec.KIND.equals(finished.job().kind())) {
			return;
		}
		if (finished.verdict() == Verdict.COMPLETED) {
			this.credits.capture(finished.job().id());
		}
		else {
			this.credits.release(finished.job().id());
		}
	}

}
