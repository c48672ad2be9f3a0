package io.wxomedia.spending;

import java.time.Instant;
import java.util.Optional;

/**
 * Knows until when a provider wants no calls. One job's 429 makes all others wait, on
 * every instance. Thread-safe.
 */
public interface ProviderPauses {

	/**
	 * Return until when no call is to be made.
	 * @param model the model
	 * @return a moment, which may have passed; nothing if there was never a pause
	 */
	Optional<Instant> until(String model);

	/**
	 * Let everybody wait. A pause that ends later already is left as it is.
	 * @param model the model
	 * @param until when calls may be made again
	 */
	void pause(String model, Instant until);

}
