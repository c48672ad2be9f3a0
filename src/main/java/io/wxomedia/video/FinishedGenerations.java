package io.wxomedia.video;

import io.wxomedia.credits.Credits;
import io.wxomedia.job.JobFinished;
import io.wxomedia.job.JobId;
import io.wxomedia.job.Verdict;

import org.springframework.context.event.EventListener;

/**
 * Ends a generation with its job, and settles what was held for it, whoever gave the
 * verdict: a webhook, a run, or whoever cancelled it. In the verdict's transaction, so
 * that the three never differ.
 */
class FinishedGenerations {

	private final GenerationTable generations;

	private final Credits credits;

	private final NewGenerations.Gallery gallery;

	FinishedGenerations(GenerationTable generations, Credits credits, NewGenerations.Gallery gallery) {
		this.generations = generations;
		this.credits = credits;
		this.gallery = gallery;
	}

	@EventListener
	void on(JobFinished finished) {
		if (!finished.job().kind().equals(VideoKind.NAME)) {
			return;
		}
		JobId id = finished.job().id();
		if (finished.verdict() == Verdict.COMPLETED) {
			this.generations.end(id, VideoEvent.COMPLETED, VideoEvent.COMPLETED.message(), null);
			this.credits.capture(id);
			this.gallery.keep(id);
		}
		else {
			Object error = finished.message().fields().get(VideoVerdicts.ERROR);
			this.generations.end(id, VideoEvent.FAILED, VideoEvent.FAILED.message(), String.valueOf(error));
			this.credits.release(id);
		}
	}

}
