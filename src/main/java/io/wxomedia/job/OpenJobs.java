package io.wxomedia.job;

import java.util.List;

/**
 * Knows the jobs that have no verdict yet.
 */
@FunctionalInterface
public interface OpenJobs {

	/**
	 * Return the jobs that have no verdict yet.
	 * @return their identifiers
	 */
	List<JobId> open();

}
