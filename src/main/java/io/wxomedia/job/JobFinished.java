package io.wxomedia.job;

/**
 * Published in the transaction that gives a job its verdict.
 *
 * @param job the job, with its result
 * @param verdict how it ended
 * @param message what the caller is to be told
 * @param atOnce whether the job's first run ended it and had nothing from another job, so
 * that nothing was put off before
 */
public record JobFinished(Job job, Verdict verdict, CallbackMessage message, boolean atOnce) {

	/**
	 * Create the event of a job of which nothing is known of earlier runs.
	 * @param job the job, with its result
	 * @param verdict how it ended
	 * @param message what the caller is to be told
	 */
	public JobFinished(Job job, Verdict verdict, CallbackMessage message) {
		this(job, verdict, message, false);
	}

}
