package io.wxomedia.job;

/**
 * A run may change nothing any more: the job was taken over by a later run, or is
 * finished.
 */
public class RunLost extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param job the job
	 * @param run the run that may change nothing any more
	 */
	public RunLost(JobId job, int run) {
		super("Run " + run + " of job " + job + " is over: a later run took the job over, or it is finished");
	}

}
