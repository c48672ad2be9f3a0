package io.wxomedia.job;

import java.util.Set;

/**
 * The jobs that wait for something, told by their phase. Thread-safe.
 */
public interface WaitingJobs {

	/**
	 * Count the jobs that wait, batches that wait in the middle included.
	 * @param phase what they wait for
	 * @return how many there are
	 */
	int count(String phase);

	/**
	 * Let queued jobs look again at once whether they still have to wait. Takes part in
	 * the caller's transaction.
	 * @param phases what they wait for
	 * @return how many do
	 */
	int hasten(Set<String> phases);

}
