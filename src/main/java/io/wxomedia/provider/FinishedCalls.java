package io.wxomedia.provider;

import java.util.Set;

import io.wxomedia.job.JobFinished;
import io.wxomedia.job.Verdict;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.spending.ProviderLedger;

import org.springframework.context.event.EventListener;

/**
 * Gives back what a job that has its verdict does not call for any more: a job that is
 * cancelled or out of time had permits reserved, for which others would wait, or a call
 * that was begun and never sent, which the day's budget had to expect, or was refused by
 * a provider, so that others wait for it to come back.
 */
class FinishedCalls {

	private final ProviderGate gate;

	private final ProviderPermits permits;

	private final ProviderLedger ledger;

	private final WaitingJobs waiting;

	FinishedCalls(ProviderGate gate, ProviderPermits permits, ProviderLedger ledger, WaitingJobs waiting) {
		this.waiting = waiting;
		this.gate = gate;
		this.permits = permits;
		this.ledger = ledger;
	}

	@EventListener
	void on(JobFinished finished) {
		this.gate.forget(finished.job().id().value());
		if (this.permits.giveBack(finished.job().id().value())) {
			// Others may come earlier than they were told.
			this.waiting.hasten(Set.of(Next.WaitUntil.FOR_NEXT_TRY));
		}
		if (finished.verdict() != Verdict.COMPLETED) {
			this.ledger.notMade(finished.job().id().value(), Integer.MAX_VALUE);
		}
	}

}
