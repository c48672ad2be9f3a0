package io.wxomedia.jobapi;

import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;

/**
 * Says whose a job is. Everything that shows or changes a job by its identifier asks here
 * first.
 */
@FunctionalInterface
public interface JobAccess {

	/**
	 * Let nobody pass but the job's owner and administrators.
	 * @param job the job
	 * @param caller who asks
	 * @throws io.wxomedia.web.Refusal with 404 if there is no such job, or if it is none
	 * of the caller's: whether it exists is not told either
	 */
	void require(JobId job, Caller caller);

}
