package io.wxomedia.job;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Knows what a job has to do with a paid provider.
 */
public interface ProviderFigures {

	/**
	 * Return what a job cost.
	 * @param job the job
	 * @return the sum of what is known, in USD; nothing if no cost is known
	 */
	Optional<BigDecimal> cost(JobId job);

	/**
	 * Return whether a job has paid for anything.
	 * @param job the job
	 * @return {@code true} once a paid answer was recorded, {@code false} if no call was
	 * begun that may have to be paid for, {@code null} if nobody knows: a call is under
	 * way, or its answer was lost
	 */
	@Nullable Boolean paid(JobId job);

	/**
	 * Return when a job is expected to make its next call.
	 * @param job the job
	 * @return its turn; nothing if the provider keeps no job waiting
	 */
	Optional<Turn> turn(Job job);

	/**
	 * Return how many images of a caller were begun within the last hour.
	 * @param owner the caller
	 * @return how many, each counted once
	 */
	int served(String owner);

	/**
	 * A turn to come.
	 *
	 * @param ahead how many calls of all jobs are made before, {@code null} if calls are
	 * not paced
	 * @param at when it is, which may have passed
	 */
	record Turn(@Nullable Integer ahead, Instant at) {
	}

}
