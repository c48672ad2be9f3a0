package io.wxomedia.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderModel;

/**
 * Paces the calls of a model over all instances: OPENAI_IMAGES_PER_MINUTE. A permit is
 * reserved ahead and nobody waits for it in a thread. Thread-safe.
 */
public interface ProviderPermits {

	/**
	 * Return when a piece of work may make its next call, reserving that moment. Asked
	 * again for the same work, it answers the same until {@link #use}.
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 * @param model the model to be called
	 * @return a moment; the call may be made once it is not in the future
	 */
	Instant reserve(UUID job, int item, ProviderModel model);

	/**
	 * Return when a job is expected to make its next call, reserving nothing.
	 * @param job the job
	 * @param model the model to be called
	 * @return the moment that is reserved for it, or that the next one who asks would
	 * get; nothing if calls are not paced
	 */
	Optional<Instant> expected(UUID job, ProviderModel model);

	/**
	 * Note that the call is being made, so that the next one needs a permit of its own.
	 * @param job the job
	 * @param item the item of the job
	 */
	void use(UUID job, int item);

	/**
	 * Give back what is reserved for a job that makes no more calls.
	 * @param job the job
	 */
	void giveBack(UUID job);

}
