package io.wxomedia.submission;

import io.wxomedia.job.NewJob;

/**
 * Looks at a job before it is accepted. Called outside of any transaction.
 */
@FunctionalInterface
public interface SubmissionCheck {

	/**
	 * Check a job.
	 * @param job the job
	 * @throws io.wxomedia.web.Refusal if it is not to be accepted
	 */
	void check(NewJob job);

}
