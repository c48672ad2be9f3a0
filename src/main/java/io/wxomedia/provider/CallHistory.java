package io.wxomedia.provider;

import java.time.Instant;
import java.util.List;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.spending.ProviderCall;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were made for a piece of work, and what follows from them. This is the
 * whole retry policy: it looks at the ledger and nothing else, so a crash changes
 * nothing.
 */
final class CallHistory {

	static final int MOST_CALLS = 3;

	private final List<ProviderCall> calls;

	private final boolean unsent;

	private final int callsAfterLostAnswer;

	private final String seller;

	/**
	 * Create the history.
	 * @param calls all calls in the ledger, oldest first
	 * @param run the run that asks
	 * @param callsAfterLostAnswer how many calls whose answer was lost may be made once
	 * more
	 * @param seller who was called, as people write it
	 */
	CallHistory(List<ProviderCall> calls, int run, int callsAfterLostAnswer, String seller) {
		this.calls = calls.stream().filter((call) -> !neverSent(call, run)).toList();
		this.unsent = this.calls.size() < calls.size();
		this.callsAfterLostAnswer = callsAfterLostAnswer;
		this.seller = seller;
	}

	/**
	 * Its run is over and cannot send it any more, so that it is as if it had not begun.
	 */
	private static boolean neverSent(ProviderCall call, int run) {
		return call.outcome() == ProviderCall.Outcome.STARTED && call.sentAt() == null && call.run() < run;
	}

	/**
	 * Return how many calls were made, one under way included.
	 */
	int attempts() {
		return this.calls.size();
	}

	/**
	 * Return whether an earlier run began a call that it did not send.
	 */
	boolean hasUnsent() {
		return this.unsent;
	}

	/**
	 * Return what follows.
	 * @param now the moment
	 * @param resumedAt when somebody last resumed the model: nothing waits because of a
	 * call that began before
	 * @return what is to be done
	 */
	Next next(Instant now, Instant resumedAt) {
		// A run that was frozen may note how its call ended when a later call has given a
		// result: what was bought comes before whatever else happened.
		for (ProviderCall call : this.calls) {
			if (call.outcome() == ProviderCall.Outcome.COMPLETED && call.resultPayload() != null) {
				return new Next.Use(new PayloadId(call.resultPayload()));
			}
		}
		for (ProviderCall call : this.calls) {
			Next settled = settled(call);
			if (settled != null) {
				return settled;
			}
		}
		if (this.calls.isEmpty()) {
			return new Next.Call(attempts() > 0);
		}
		List<ProviderCall> lost = this.calls.stream().filter(CallHistory::perhapsPaid).toList();
		if (lost.size() > this.callsAfterLostAnswer) {
			return new Next.Fail(lostMessage(lost.get(lost.size() - 1)));
		}
		ProviderCall last = this.calls.get(this.calls.size() - 1);
		if (this.calls.size() >= MOST_CALLS) {
			return new Next.Fail(message(last) + " (" + this.calls.size() + " attempts)");
		}
		Instant retryAt = last.startedAt().isBefore(resumedAt) ? null : last.retryAt();
		if (retryAt != null && retryAt.isAfter(now)) {
			return new Next.WaitUntil(retryAt);
		}
		return new Next.Call(attempts() > 0);
	}

	/**
	 * Return what a call without a result decides for good, or {@code null} if others may
	 * follow it.
	 */
	private @Nullable Next settled(ProviderCall call) {
		return switch (call.outcome()) {
			case BILLING_LIMIT -> new Next.OutOfMoney(Next.Limit.BILLING_LIMIT, message(call));
			case REFUSED -> new Next.Fail(message(call));
			case COMPLETED, LOST, STARTED, RETRYABLE -> null;
		};
	}

	/**
	 * Only these use up what may be bought once more: a call that the provider turned
	 * away was free, before a lost answer and after it.
	 */
	private static boolean perhapsPaid(ProviderCall call) {
		return call.outcome() == ProviderCall.Outcome.LOST || call.outcome() == ProviderCall.Outcome.STARTED;
	}

	private String lostMessage(ProviderCall lost) {
		String why = (lost.message() != null) ? lost.message()
				: "The service was stopped while " + this.seller + " worked on it";
		return why + ". The call may have been paid for, so it is not made again"
				+ ((this.callsAfterLostAnswer == 0) ? " (PROVIDER_CALL_AFTER_CRASH=never)" : "");
	}

	private String message(ProviderCall call) {
		String message = call.message();
		return (message != null) ? message : "The call to " + this.seller + " gave no result";
	}

}
