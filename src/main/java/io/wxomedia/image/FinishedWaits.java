package io.wxomedia.image;

import io.wxomedia.job.JobFinished;
import io.wxomedia.job.Verdict;

import org.springframework.context.event.EventListener;

/**
 * Forgets what waited for the store when the job has its verdict, and not before: what a
 * job took over from an earlier one is named by nothing else.
 */
class FinishedWaits {

	private final StorageWaitTable waits;

	FinishedWaits(StorageWaitTable waits) {
		this.waits = waits;
	}

	@EventListener
	void on(JobFinished finished) {
		// A first run that completes has put nothing off.
		if (!finished.atOnce() && finished.verdict() == Verdict.COMPLETED
				&& finished.job().kind().equals(ImageKinds.TO_STORAGE)) {
			this.waits.forget(finished.job().id());
		}
	}

}
