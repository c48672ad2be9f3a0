package io.wxomedia.jobapi;

import java.time.Instant;

import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Knows how far the callbacks of finished jobs are.
 */
@FunctionalInterface
public interface CallbackStates {

	/**
	 * Return how far a callback is.
	 * @param job the job
	 * @return its state, or {@code null} if the job has none
	 */
	@Nullable CallbackState of(JobId job);

	/**
	 * How far a callback is.
	 *
	 * @param state {@code pending}, {@code delivered} or {@code dead_letter}
	 * @param attempts attempts made so far
	 * @param nextAttemptAt when the next one is due, or {@code null}
	 */
	record CallbackState(String state, int attempts, @Nullable Instant nextAttemptAt) {

	}

}
