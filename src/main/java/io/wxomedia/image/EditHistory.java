package io.wxomedia.image;

import java.time.Instant;
import java.util.List;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.spending.ProviderCall;
import org.jspecify.annotations.Nullable;

/**
 * The calls that were made for one image, and what follows from them. This is the whole
 * retry policy: it looks at the ledger and nothing else, so a crash changes nothing.
 */
final class EditHistory {

	static final int MOST_CALLS = 3;

	private final List<ProviderCall> calls;

	private final int callsAfterLostAnswer;

	/**
	 * Create the history.
	 * @param calls all calls in the ledger, oldest first
	 * @param run the run that asks
	 * @param callsAfterLostAnswer how many calls whose answer was lost may be made once
	 * more
	 */
	EditHistory(List<ProviderCall> calls, int run, int callsAfterLostAnswer) {
		this.calls = calls.stream().filter((call) -> !neverSent(call, run)).toList();
		this.callsAfterLostAnswer = callsAfterLostAnswer;
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

	Next next(Instant now) {
		// A run that was frozen may note how its call ended when a later call has given a
		// picture: what was bought comes before whatever else happened.
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
			return new Next.Call();
		}
		List<ProviderCall> lost = this.calls.stream().filter(EditHistory::perhapsPaid).toList();
		if (lost.size() > this.callsAfterLostAnswer) {
			return new Next.Fail(lostMessage(lost.get(lost.size() - 1)));
		}
		ProviderCall last = this.calls.get(this.calls.size() - 1);
		if (this.calls.size() >= MOST_CALLS) {
			return new Next.Fail(message(last) + " (" + this.calls.size() + " attempts)");
		}
		if (last.retryAt() != null && last.retryAt().isAfter(now)) {
			return new Next.WaitUntil(last.retryAt());
		}
		return new Next.Call();
	}

	/**
	 * Return what a call without a picture decides for good, or {@code null} if others
	 * may follow it.
	 */
	private static @Nullable Next settled(ProviderCall call) {
		return switch (call.outcome()) {
			case BILLING_LIMIT -> new Next.FallBack(FallbackReason.OPENAI_BILLING_LIMIT, message(call));
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
				: "The service was stopped while OpenAI worked on the image";
		return why + ". The call may have been paid for, so it is not made again"
				+ ((this.callsAfterLostAnswer == 0) ? " (PROVIDER_CALL_AFTER_CRASH=never)" : "");
	}

	private static String message(ProviderCall call) {
		String message = call.message();
		return (message != null) ? message : "The call to OpenAI gave no result";
	}

	/**
	 * What follows.
	 */
	sealed interface Next {

		/**
		 * The provider is to be called.
		 */
		record Call() implements Next {

		}

		/**
		 * The provider may be called, but later; the phase says what is waited for.
		 */
		record WaitUntil(Instant at, String phase) implements Next {

			WaitUntil(Instant at) {
				this(at, "waiting");
			}

		}

		/**
		 * A result was bought and is kept.
		 */
		record Use(PayloadId result) implements Next {

		}

		/**
		 * The billing limit, or the day's budget, is reached.
		 */
		record FallBack(FallbackReason reason, String message) implements Next {

		}

		/**
		 * There is no result and will be none.
		 */
		record Fail(String error) implements Next {

		}

	}

}
