package io.wxomedia.generation;

import java.time.Duration;
import java.util.List;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.Purchase;

/**
 * Makes one picture from words. Implementations are thread-safe, make one call and never
 * retry: retrying is the caller's decision. Workers use {@link ImageCalls}, which keeps
 * the ledger.
 */
public interface ImageGenerator {

	/**
	 * Return whose model it is.
	 * @return the provider in one word
	 */
	String provider();

	/**
	 * Return the provider's name.
	 * @return the name as people write it
	 */
	String seller();

	/**
	 * Return the model that makes the picture.
	 * @return the model id
	 */
	String model();

	/**
	 * Return what an order buys.
	 * @param order what is ordered
	 * @return the model and what the price depends on, the same each time
	 */
	Purchase purchase(ImageOrder order);

	/**
	 * Return the settings that a call needs and that are not set.
	 * @return names of environment variables; empty when a call can be tried
	 */
	List<String> missingSettings();

	/**
	 * Make a picture. Blocks for as long as the provider works, and gives up when the
	 * thread is interrupted.
	 * @param order what is ordered
	 * @param timeout how long the call may take in all
	 * @param beforeSent is run once, before the request can be complete for the provider;
	 * when it throws, the request must not become complete, and what it throws is thrown
	 * on
	 * @return the picture
	 * @throws CallFailure if there is no picture; its kind says what may be done about it
	 */
	GeneratedImage generate(ImageOrder order, Duration timeout, Runnable beforeSent) throws CallFailure;

}
