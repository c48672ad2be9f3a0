package io.wxomedia.spending;

import java.util.Optional;

import io.wxomedia.spending.DailyBudget.Admission;

/**
 * Says whether a call may be paid for: from the budget of the day, and from those that
 * are laid down for the caller. One rule holds for all of them, that of
 * {@link DailyBudget}. Thread-safe.
 */
public interface CallBudget {

	/**
	 * Say whether a call may be made now. Within a transaction the answer holds until it
	 * ends, as that of {@link DailyBudget#admit} does.
	 * @param owner the caller
	 * @param model the model to be called
	 * @return whether the call may be made
	 */
	Admission admit(String owner, ProviderModel model);

	/**
	 * Say whether a call may be made, without making others wait: only a hint.
	 * @param owner the caller
	 * @param model the model to be called
	 * @return whether the call could be made
	 */
	Admission look(String owner, ProviderModel model);

	/**
	 * Say whether a budget of a caller's own is spent, whatever is to be called. The
	 * day's is not looked at.
	 * @param owner the caller
	 * @return which one and what to do, or nothing if there is room in all of them
	 */
	Optional<String> spent(String owner);

}
