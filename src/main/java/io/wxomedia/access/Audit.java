package io.wxomedia.access;

/**
 * Writes down administrative acts: one line each in the log {@code audit}, so that it can
 * be told later who deleted or sent again what. Thread-safe.
 */
public interface Audit {

	/**
	 * Write down an act, whether or not it succeeded.
	 * @param actor who asked for it
	 * @param action what was asked for, in one word, such as {@code delete_job}
	 * @param target what it was done to, such as the identifier of a job; never a secret
	 * @param result how it ended, in one word, such as {@code deleted}
	 */
	void record(Caller actor, String action, String target, String result);

}
