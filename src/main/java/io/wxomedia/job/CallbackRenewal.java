package io.wxomedia.job;

/**
 * Says again what a caller is told of a job whose links have expired.
 */
@FunctionalInterface
public interface CallbackRenewal {

	/**
	 * Return the message with links that work now.
	 * @param job the job, which is completed
	 * @return the message
	 */
	CallbackMessage renew(JobId job);

}
