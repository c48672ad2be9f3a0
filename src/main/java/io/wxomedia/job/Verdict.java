package io.wxomedia.job;

import java.util.Locale;

/**
 * How a job ended. It is given once and never changes.
 */
public enum Verdict {

	/**
	 * Everything was done.
	 */
	COMPLETED,

	/**
	 * A batch ran, but some of its items failed.
	 */
	COMPLETED_WITH_ERRORS,

	/**
	 * There is no result.
	 */
	FAILED;

	/**
	 * Return the word that callbacks and the job resource use.
	 * @return the name in lower case
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
