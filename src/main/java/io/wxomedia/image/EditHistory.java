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

	EditHistory(List<ProviderCall> calls, int callsAfterLostAnswer) {
		this.calls = calls;
		this.callsAfterLostAnswer = callsAfterLostAnswer;
	}

	Next next(Instant now) {
		int firstLost = -1;
		for (ProviderCall call : this.calls) {
			switch (call.outcome()) {
				case COMPLETED -> {
					if (call.resultPayload() != null) {
						return new Next.Use(new PayloadId(call.resultPayload()));
					}
				}
				case BILLING_LIMIT -> {
					return new Next.FallBack(message(call));
				}
				case REFUSED -> {
					return new Next.Fail(message(call));
				}
				case LOST, STARTED -> firstLost = (firstLost < 0) ? this.calls.indexOf(call) : firstLost;
				case RETRYABLE -> {
					// Counts as a call, and may be followed by another.
				}
			}
		}
		if (this.calls.isEmpty()) {
			return new Next.Call();
		}
		ProviderCall last = this.calls.get(this.calls.size() - 1);
		if (firstLost >= 0 && this.calls.size() - 1 - firstLost >= this.callsAfterLostAnswer) {
			return new Next.Fail((last.outcome() == ProviderCall.Outcome.RETRYABLE) ? message(last) : lostMessage());
		}
		if (this.calls.size() >= MOST_CALLS) {
			return new Next.Fail(message(last) + " (" + this.calls.size() + " attempts)");
		}
		if (last.retryAt() != null && last.retryAt().isAfter(now)) {
			return new Next.WaitUntil(last.retryAt());
		}
		return new Next.Call();
	}

	private String lostMessage() {
		String last = null;
		for (ProviderCall call : this.calls) {
			last = (call.message() != null) ? call.message() : last;
		}
		String why = (last != null) ? last : "The service was stopped while OpenAI worked on the image";
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
		record FallBack(@Nullable String message) implements Next {

		}

		/**
		 * There is no result and will be none.
		 */
		record Fail(String error) implements Next {

		}

	}

}
