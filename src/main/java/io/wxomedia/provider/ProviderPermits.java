package io.wxomedia.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderModel;

/**
 * Paces the calls of a model over all instances: OPENAI_IMAGES_PER_MINUTE. Nobody waits
 * for a permit in a thread: who asks is told when to come, and the next permit goes to
 * the caller who was served least. Thread-safe.
 */
public interface ProviderPermits {

	/**
	 * Return whether calls of a model are paced.
	 * @param model the model
	 * @return {@code false} if every call may be made at once
	 */
	boolean paces(ProviderModel model);

	/**
	 * Return when a piece of work may make its next call. A moment that has come is kept
	 * for it until {@link #use}; until then whoever was served less may come before, and
	 * asked again for the same work it may answer a later moment.
	 * @param asker who asks
	 * @param model the model to be called
	 * @return a moment; the call may be made once it is not in the future
	 */
	Instant reserve(Asker asker, ProviderModel model);

	/**
	 * Return when a piece of work is expected to make its next call, keeping nothing for
	 * it.
	 * @param asker who would ask
	 * @param model the model to be called
	 * @return its turn; nothing if calls are not paced
	 */
	Optional<Expected> expected(Asker asker, ProviderModel model);

	/**
	 * Note that the call is being made, so that the next one needs a permit of its own.
	 * @param job the job
	 * @param item the item of the job
	 */
	void use(UUID job, int item);

	/**
	 * Give back what is kept for a job that makes no more calls for now.
	 * @param job the job
	 * @return whether anything was, so that others may come earlier than they were told
	 */
	boolean giveBack(UUID job);

	/**
	 * A piece of work that needs a permit.
	 *
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 * @param owner whose job it is
	 * @param since when it was accepted
	 * @param following how many more images of the job come after this one
	 */
	record Asker(UUID job, int item, String owner, Instant since, int following) {
	}

	/**
	 * A turn to come.
	 *
	 * @param ahead how many calls are made before
	 * @param at when it is
	 */
	record Expected(int ahead, Instant at) {
	}

}
