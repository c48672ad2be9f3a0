package io.wxomedia.job;

import java.time.Instant;

/**
 * Keeps finished jobs from going. A job that has a callback is kept from its verdict on,
 * whatever its age; who made the callback, or gave it up, releases it.
 */
public interface KeptJobs {

	/**
	 * Keep a finished job until it is released, and at least until a moment. Takes part
	 * in the caller's transaction, and the job cannot go before that has ended.
	 * @param job the job
	 * @param until the moment; a job that is kept longer anyway stays so
	 * @return whether the job is there and finished
	 */
	boolean keep(JobId job, Instant until);

	/**
	 * Let a finished job be kept at least until a moment. Takes part in the caller's
	 * transaction.
	 * @param job the job; if it is not finished, nothing is done
	 * @param until the moment; a job that is kept longer anyway stays so
	 */
	void extend(JobId job, Instant until);

	/**
	 * Let a finished job go when its time is over. Takes part in the caller's transaction
	 * and holds the job until that has ended, as {@link HeldJobs} does.
	 * @param job the job; if there is none, nothing is done
	 */
	void release(JobId job);

}
