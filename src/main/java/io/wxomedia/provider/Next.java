package io.wxomedia.provider;

import java.time.Instant;

import io.wxomedia.payload.PayloadId;

/**
 * What follows for a piece of work from the calls that were made for it.
 */
public sealed interface Next {

	/**
	 * The provider is to be called.
	 *
	 * @param again whether it was called before for this work
	 */
	record Call(boolean again) implements Next {

	}

	/**
	 * The provider may be called, but later.
	 *
	 * @param at when to ask again
	 * @param phase what is waited for, in one word for the status
	 */
	record WaitUntil(Instant at, String phase) implements Next {

		/**
		 * The phase of work that waits for the provider to be back, or to take calls
		 * again.
		 */
		public static final String FOR_PROVIDER = "waiting_for_provider";

		/**
		 * The phase of work that waits for its next try or for a permit.
		 */
		public static final String FOR_NEXT_TRY = "waiting";

		/**
		 * The phase of work that waits until calls under way have told what they cost.
		 */
		static final String FOR_BUDGET = "waiting_for_budget";

		/**
		 * The phase of work that makes no call because its result would not fit on the
		 * disk.
		 */
		static final String FOR_SPACE = "waiting_for_space";

		WaitUntil(Instant at) {
			this(at, FOR_NEXT_TRY);
		}

	}

	/**
	 * A result was bought and is kept.
	 *
	 * @param result the payload that holds it
	 */
	record Use(PayloadId result) implements Next {

	}

	/**
	 * No more may be spent.
	 *
	 * @param limit whose limit is reached
	 * @param message why, in words for the caller
	 */
	record OutOfMoney(Limit limit, String message) implements Next {

	}

	/**
	 * There is no result and will be none.
	 *
	 * @param error why, in words for the caller
	 */
	record Fail(String error) implements Next {

	}

	/**
	 * What bounds the spending.
	 */
	enum Limit {

		/**
		 * The provider's billing limit.
		 */
		BILLING_LIMIT,

		/**
		 * The service's own budget of the day.
		 */
		DAILY_BUDGET,

		/**
		 * The budget of the caller's session or seat.
		 */
		SESSION_BUDGET

	}

}
