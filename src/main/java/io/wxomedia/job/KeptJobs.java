package io.wxomedia.job;

import java.time.Instant;

/**
 * Keeps finished jobs from going.
 */
@FunctionalInterface
public interface KeptJobs {

	/**
	 * Keep a finished job at least until a moment. Takes part in the caller's
	 * transaction, and the job cannot go before that has ended.
	 * @param job the job
	 * @param until the moment; a job that is kept longer anyway stays so
	 * @return whether the job is there and finished
	 */
	boolean keep(JobId job, Instant until);

}
