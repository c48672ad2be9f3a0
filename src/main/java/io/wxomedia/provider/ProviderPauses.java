package io.wxomedia.provider;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

/**
 * Knows until when a provider wants no calls of a model, and what the instances tell each
 * other of it. One job's 429 makes all others wait, on every instance, until its time is
 * over or somebody resumes the model. Thread-safe.
 */
public interface ProviderPauses {

	/**
	 * Return what is known of a model.
	 * @param model the model
	 * @return what is known; nothing at all if there was never a pause
	 */
	Standing of(ProviderModel model);

	/**
	 * Return until when no call is to be made.
	 * @param model the model
	 * @return a moment, which may have passed; nothing if there was never a pause
	 */
	default Optional<Instant> until(ProviderModel model) {
		return Optional.ofNullable(of(model).pausedUntil());
	}

	/**
	 * Return the models that calls may be kept back of.
	 * @param now the moment
	 * @return those that are paused, or that an instance takes to be down
	 */
	List<ProviderModel> keptBack(Instant now);

	/**
	 * Let everybody wait. A pause that ends later already is left as it is.
	 * @param model the model
	 * @param until when calls may be made again
	 */
	void pause(ProviderModel model, Instant until);

	/**
	 * Tell the others whether this instance takes the provider to be down.
	 * @param model the model that was called
	 * @param since since when it is, or {@code null} if it is not
	 */
	void outage(ProviderModel model, @Nullable Instant since);

	/**
	 * Lift what keeps calls of a model back: its pause, the waits of work that the
	 * provider refused before, and every instance's breaker. Takes part in the caller's
	 * transaction.
	 * @param model the model
	 */
	void resume(ProviderModel model);

	/**
	 * What is known of a model.
	 *
	 * @param pausedUntil until when no call is to be made, which may have passed, or
	 * {@code null}
	 * @param downSince since when an instance takes the provider to be down, or
	 * {@code null}
	 * @param resumedAt when the model was resumed last; long ago if it never was
	 */
	record Standing(@Nullable Instant pausedUntil, @Nullable Instant downSince, Instant resumedAt) {

	}

}
