package io.wxomedia.job;

/**
 * Holds jobs while rows are written that hang on them.
 */
@FunctionalInterface
public interface HeldJobs {

	/**
	 * Hold a job until the end of the caller's transaction: meanwhile it does not change,
	 * and it cannot go. Whoever writes to several rows of a job in one transaction does
	 * this first, so that everybody takes them in one order, the job before what hangs on
	 * it. Several jobs are taken in the order of their identifiers.
	 * @param job the job
	 * @return whether it is there
	 */
	boolean hold(JobId job);

}
