package io.wxomedia.provider;

/**
 * A call that has to be paid for. {@link PaidCalls} decides when it is made, and writes
 * down that it was.
 */
public interface PaidCall {

	/**
	 * Return what is bought.
	 * @return the same each time
	 */
	Purchase purchase();

	/**
	 * Make the call, once. Blocks for as long as the provider works, and gives up when
	 * the thread is interrupted.
	 * @param beforeSent is run once, before the request can be complete for the provider;
	 * when it throws, the request must not become complete, and what it throws is thrown
	 * on
	 * @return the provider's answer
	 * @throws CallFailure if there is none that is of use
	 */
	Answer make(Runnable beforeSent) throws CallFailure;

	/**
	 * Is run in the transaction that writes down that a result is stored, before that is
	 * written, so that it may change the job's row. It may be run several times, and the
	 * result must not depend on it: a run that is lost is not reported here.
	 */
	default void stored() {
	}

}
