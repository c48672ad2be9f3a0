package io.wxomedia.provider;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderModel;

/**
 * Lets work through to a provider, and keeps it back while the provider is down or wants
 * no calls. Nobody waits here in a thread. Thread-safe.
 */
public interface ProviderGate {

	/**
	 * Say whether some work would be kept back now: only a hint.
	 * @param visitor who asks
	 * @return when to ask again; nothing if it would be let through
	 */
	Optional<Instant> heldUntil(Visitor visitor);

	/**
	 * Let some work through, or keep it back.
	 * @param visitor who asks
	 * @return a passage, which the caller closes, or when to ask again
	 */
	Entrance enter(Visitor visitor);

	/**
	 * Wait no more for what was refused of a job: it has its verdict. A gate is of one
	 * instance; others wait until the work would have come back, 15 seconds after the
	 * pause.
	 * @param job the job
	 */
	void forget(UUID job);

	/**
	 * Who wants to call a provider.
	 *
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 * @param model the model to be called
	 * @param calledBefore whether a call was made for this work already
	 */
	record Visitor(UUID job, int item, ProviderModel model, boolean calledBefore) {

	}

	/**
	 * What came of asking.
	 */
	sealed interface Entrance {

		/**
		 * The work is kept back.
		 *
		 * @param until when to ask again
		 */
		record Held(Instant until) implements Entrance {

		}

		/**
		 * The call may be made.
		 *
		 * @param passage to be told how it ended, and closed
		 */
		record Open(Passage passage) implements Entrance {

		}

	}

	/**
	 * The way of one call. Closed without a word, the call has told nothing of the
	 * provider, or was not made.
	 */
	interface Passage extends AutoCloseable {

		/**
		 * The provider answered, be it with a refusal.
		 */
		void answered();

		/**
		 * The provider wants no calls for a while.
		 * @param until when calls may be made again
		 * @param comesBack whether this work will then be tried again
		 */
		void limited(Instant until, boolean comesBack);

		/**
		 * The provider was not reached, gave no answer, or said that it failed.
		 */
		void failed();

		@Override
		void close();

	}

}
