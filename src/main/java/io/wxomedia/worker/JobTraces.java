package io.wxomedia.worker;

import io.wxomedia.queue.WorkQueue;

/**
 * Lets work on jobs belong to the trace and the request that asked for them.
 */
@FunctionalInterface
public interface JobTraces {

	/**
	 * Make a worker work within the trace of each job.
	 * @param worker works on entries that are named like their jobs
	 * @return the same worker; its log lines and requests carry the job's trace
	 */
	WorkQueue.Worker traced(WorkQueue.Worker worker);

}
