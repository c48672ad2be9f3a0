package io.wxomedia.rules;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What somebody has laid down for the work of some callers, as a host does for the seats
 * of a session. It is asked before each call and heeded at once, on every instance.
 * Callers for whom nothing is laid down cost nobody a statement. Thread-safe.
 */
public interface CallerRules {

	/**
	 * Lays nothing down for anybody.
	 */
	CallerRules NONE = new CallerRules() {
	};

	/**
	 * Say whether a caller's work has to wait before its next call.
	 * @param owner the caller
	 * @return what it waits for, in one word for the status, or {@code null}
	 */
	default @Nullable String held(String owner) {
		return null;
	}

	/**
	 * Say whether work that {@link #held} holds is held for good, so that it is to end.
	 * Asked for held work only.
	 * @param owner the caller
	 * @return why it makes no more calls, in words for the caller, or {@code null}
	 */
	default @Nullable String ended(String owner) {
		return null;
	}

	/**
	 * Note that an image is being begun, unless the caller may begin no more. The same
	 * image may be begun several times and counts once. Takes part in the caller's
	 * transaction.
	 * @param owner the caller
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 * @return why it must not be begun, in words for the caller, or {@code null}
	 */
	default @Nullable String begin(String owner, UUID job, int item) {
		return null;
	}

	/**
	 * Return what a caller's images are made with, whatever was asked for.
	 * @param owner the caller
	 * @return what is chosen
	 */
	default Choices choices(String owner) {
		return Choices.NONE;
	}

	/**
	 * Return the budgets that a caller's calls are paid from.
	 * @param owner the caller
	 * @return the budgets; none if nobody has laid one down
	 */
	default List<Budget> budgets(String owner) {
		return List.of();
	}

	/**
	 * What is chosen for a caller; {@code null} leaves it as it was asked for.
	 *
	 * @param model the model
	 * @param quality the quality
	 * @param fallback whether the local fallback makes a picture where no more may be
	 * spent
	 */
	record Choices(@Nullable String model, @Nullable String quality, @Nullable Boolean fallback) {

		/**
		 * Nothing is chosen.
		 */
		public static final Choices NONE = new Choices(null, null, null);

	}

	/**
	 * What may be spent for some calls. A call may begin while what was spent plus the
	 * estimates of calls under way is below it.
	 *
	 * @param payer whose calls: a caller, or what stands before the slash in the names of
	 * several
	 * @param usd the amount in US dollars
	 * @param name what it is called, such as {@code seat_budget_usd}
	 */
	record Budget(String payer, BigDecimal usd, String name) {

		/**
		 * Return whether it is for several callers.
		 * @return {@code false} if it is one caller's
		 */
		public boolean isShared() {
			return this.payer.indexOf('/') < 0;
		}

	}

}
