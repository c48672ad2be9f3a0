package io.wxomedia.access;

/**
 * Writes down administrative acts: one line each in the log {@code audit}, and an
 * {@link AdministrativeAct} for who keeps them, so that it can be told later who deleted
 * or sent again what. To be called when the act is over, in a transaction or not; it
 * never makes the act fail. Thread-safe.
 */
public interface Audit {

	/**
	 * Write down an act, whether or not it succeeded.
	 * @param actor who asked for it
	 * @param action what was asked for, in one word, such as {@code delete_job}
	 * @param target what it was done to, such as the identifier of a job; never a secret
	 * @param result how it ended, in one word, such as {@code deleted}
	 */
	default void record(Caller actor, String action, String target, String result) {
		record(actor, action, target, result, "");
	}

	/**
	 * Write down an act of which there is more to tell.
	 * @param actor who asked for it
	 * @param action what was asked for, in one word
	 * @param target what it was done to; never a secret
	 * @param result how it ended, in one word
	 * @param detail what else is worth knowing, such as what was changed and to what;
	 * never a secret or a prompt; empty for nothing
	 */
	void record(Caller actor, String action, String target, String result, String detail);

}
