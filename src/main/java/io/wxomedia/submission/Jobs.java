package io.wxomedia.submission;

import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;

/**
 * Accepts jobs. Thread-safe.
 */
public interface Jobs {

	/**
	 * Accept a job. When this returns, the job survives a crash.
	 * @param job the job
	 * @return the job's identifier: a new one, or that of the job which the same request
	 * made before
	 * @throws io.wxomedia.web.Refusal if a check refuses it, if its key was used for
	 * another request, or if the queue is full
	 */
	Accepted accept(NewJob job);

	/**
	 * A job that is accepted.
	 *
	 * @param id identifies the job
	 * @param repeated whether the same request made it before
	 */
	record Accepted(JobId id, boolean repeated) {

	}

}
