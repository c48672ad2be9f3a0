package io.wxomedia.job;

import java.util.Collection;

import io.wxomedia.payload.PayloadId;

/**
 * Knows what is kept for a job besides its result and goes with it.
 */
@FunctionalInterface
public interface KeptPayloads {

	/**
	 * Return what is kept for a job that is still there.
	 * @param job the job
	 * @param kind its kind
	 * @return payloads, some of which may be gone
	 */
	Collection<PayloadId> of(JobId job, String kind);

}
