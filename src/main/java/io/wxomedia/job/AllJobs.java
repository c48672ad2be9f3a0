package io.wxomedia.job;

import java.util.List;

/**
 * Knows the jobs that there are.
 */
@FunctionalInterface
public interface AllJobs {

	/**
	 * Return all jobs, finished ones too until they are removed.
	 * @return their identifiers
	 */
	List<JobId> all();

}
