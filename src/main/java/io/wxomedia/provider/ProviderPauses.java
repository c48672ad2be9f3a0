package io.wxomedia.provider;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Knows until when a provider wants no calls, and what the instances tell each other of
 * it. One job's 429 makes all others wait, on every instance, until its time is over or
 * somebody resumes the model. Thread-safe.
 */
public interface ProviderPauses {

	/**
	 * Return what is known of a model.
	 * @param model the model
	 * @return what is known; nothing at all if there was never a pause
	 */
	Standing of(String model);

	/**
	 * Return until when no call is to be made.
	 * @param model the model
	 * @return a moment, which may have passed; nothing if there was never a pause
	 */
	default Optional<Instant> until(String model) {
		return Optional.ofNullable(of(model).pausedUntil());
	}

	/**
	 * Let everybody wait. A pause that ends later already is left as it is.
	 * @param model the model
	 * @param until when calls may be made again
	 */
	void pause(String model, Instant until);

	/**
	 * Tell the others whether this instance takes the provider to be down.
	 * @param model the model that was called
	 * @param since since when it is, or {@code null} if it is not
	 */
	void outage(String model, @Nullable Instant since);

	/**
	 * Lift what keeps calls of a model back: its pause, the waits of work that the
	 * provider refused before, and every instance's breaker. Takes part in the caller's
	 * transaction.
	 * @param model the model
	 */
	void resume(String model);

	/**
	 * What is known of a model.
	 *
	 * @param pausedUntil until when no call is to be made, which may have passed, or
	 * {@code null}
	 * @param downSince since when an instance takes the provider to be down, or
	 * {@code null}
	 * @param resumedAt when a model was resumed last, this one or another; long ago if
	 * none ever was
	 */
	record Standing(@Nullable Instant pausedUntil, @Nullable Instant downSince, Instant resumedAt) {

	}

}
