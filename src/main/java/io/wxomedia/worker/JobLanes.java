package io.wxomedia.worker;

import io.wxomedia.queue.WorkQueue;

/**
 * The queues that jobs wait in. Jobs that only lead work which has threads of its own
 * have places of their own, so that however many of them there are, they take none of
 * those that work themselves.
 */
@FunctionalInterface
public interface JobLanes {

	/**
	 * Return the queue of a kind of job.
	 * @param kind the kind
	 * @return the queue
	 */
	WorkQueue of(String kind);

}
