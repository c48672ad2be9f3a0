package io.wxomedia.spending;

import java.time.Instant;

/**
 * Watches what is spent on one UTC day, over all instances: DAILY_BUDGET_USD. A call may
 * begin while what was spent plus the estimates of calls under way is below the budget.
 * So it is never exceeded by more than the calls in flight, and nothing is refused while
 * there is room. An unknown cost is booked as the estimate of that model, quality and
 * size, and corrected when it is known. Thread-safe.
 */
public interface DailyBudget {

	/**
	 * Say whether a call may be made now. Within a transaction the answer holds until it
	 * ends: all others who ask wait, so that calls at the same moment cannot overshoot
	 * together. The caller begins the call in the ledger in that transaction.
	 * @param model the model to be called
	 * @return whether the call may be made
	 */
	Admission admit(ProviderModel model);

	/**
	 * Say whether a call may be made, without making others wait: only a hint.
	 * @param model the model to be called
	 * @return whether the call could be made
	 */
	Admission look(ProviderModel model);

	/**
	 * Return whether calls of a model can be counted.
	 * @param model a model
	 * @return {@code false} if its price is not known, so that no call of it is allowed
	 */
	default boolean counts(ProviderModel model) {
		return true;
	}

	/**
	 * Whether a call may be made.
	 */
	sealed interface Admission {

		/**
		 * It may be made.
		 */
		record Granted() implements Admission {

		}

		/**
		 * The calls under way might use up the budget: ask again when some have ended.
		 *
		 * @param until when to ask again
		 */
		record Later(Instant until) implements Admission {

		}

		/**
		 * A budget is used up.
		 *
		 * @param reason why, in words for the caller
		 * @param ofTheDay whether it is the budget of the day, and not the caller's
		 */
		record Exhausted(String reason, boolean ofTheDay) implements Admission {

			Exhausted(String reason) {
				this(reason, true);
			}

		}

	}

}
