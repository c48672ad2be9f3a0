package io.wxomedia.submission;

import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;

/**
 * Takes part in accepting a job. Called in the transaction that writes the job, after all
 * else that is written with it but its queue entry; may be called again for a job of the
 * same request if the database broke the transaction off.
 */
@FunctionalInterface
public interface Acceptance {

	/**
	 * Write what goes with a job.
	 * @param id identifies it
	 * @param job the job
	 * @throws io.wxomedia.web.Refusal if it is not to be accepted after all; nothing is
	 * written then
	 */
	void accepted(JobId id, NewJob job);

}
