package io.wxomedia.callback;

import java.time.Duration;
import java.util.Locale;

import io.wxomedia.exchange.Attempt;

/**
 * Published in the transaction that writes an attempt down, for those who measure.
 *
 * @param result how it went
 * @param duration how long it took
 * @param givenUp whether the callback is a dead letter by it
 */
record CallbackAttempted(Result result, Duration duration, boolean givenUp) {

	static CallbackAttempted of(Attempt attempt, boolean givenUp) {
		Result result = (attempt.status() != null) ? Result.REJECTED : Result.UNANSWERED;
		return new CallbackAttempted(attempt.succeeded() ? Result.DELIVERED : result, attempt.duration(), givenUp);
	}

	/**
	 * How an attempt went.
	 */
	enum Result {

		/**
		 * The receiver took it.
		 */
		DELIVERED,

		/**
		 * The receiver answered with anything but 2xx.
		 */
		REJECTED,

		/**
		 * There was no answer, or the address is not allowed.
		 */
		UNANSWERED;

		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
