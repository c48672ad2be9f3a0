package io.wxomedia.provider;

import io.wxomedia.job.JobFinished;

import org.springframework.context.event.EventListener;

/**
 * Gives back what a job that has its verdict does not call for any more: a job that is
 * cancelled or out of time had permits reserved, for which others would wait.
 */
class FinishedCalls {

	private final ProviderPermits permits;

	FinishedCalls(ProviderPermits permits) {
		this.permits = permits;
	}

	@EventListener
	void on(JobFinished finished) {
		this.permits.giveBack(finished.job().id().value());
	}

}
