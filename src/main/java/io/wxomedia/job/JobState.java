package io.wxomedia.job;

import java.util.Locale;

/**
 * Where a job is in its life.
 */
public enum JobState {

	/**
	 * Accepted, and waiting: for a worker, for a permit, or before another try.
	 */
	QUEUED,

	/**
	 * A worker is at it.
	 */
	RUNNING,

	/**
	 * Somebody wants it to end, and it is about to.
	 */
	CANCELLING,

	/**
	 * It has its verdict.
	 */
	FINISHED;

	/**
	 * Return the word that the job resource uses.
	 * @return the name in lower case
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static JobState of(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}
