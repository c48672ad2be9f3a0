package io.wxomedia.generation;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.Purchase;

/**
 * Makes videos at a provider that takes minutes: an order is submitted, and looked at
 * until the video is there. Implementations are thread-safe and never retry. Workers use
 * {@link RemoteCalls}, which keeps the ledger and survives restarts.
 */
public interface VideoMaker {

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
	 * Return the model that an order is for.
	 * @param order what is ordered
	 * @return the model id
	 */
	String model(VideoOrder order);

	/**
	 * Return what can be ordered.
	 * @return the capabilities
	 */
	VideoCapabilities capabilities();

	/**
	 * Return what an order buys.
	 * @param order what is ordered
	 * @return the model and what the price depends on, the same each time
	 */
	Purchase purchase(VideoOrder order);

	/**
	 * Return the settings that a call needs and that are not set.
	 * @return names of environment variables; empty when a call can be tried
	 */
	List<String> missingSettings();

	/**
	 * Submit an order. Does not wait for the video.
	 * @param order what is ordered
	 * @param reference names the submission; where the provider tells by webhook that a
	 * video is done, it names it too, so that a submission whose answer was lost is found
	 * @param timeout how long submitting may take in all
	 * @param beforeSent is run once, before the request can be complete for the provider;
	 * when it throws, the request must not become complete, and what it throws is thrown
	 * on
	 * @return the call that was accepted
	 * @throws CallFailure if it was not accepted, or nobody knows; its kind says which
	 */
	RemoteCall submit(VideoOrder order, UUID reference, Duration timeout, Runnable beforeSent) throws CallFailure;

	/**
	 * Return the call of which only the provider's own name is known, because the answer
	 * to its submission was lost.
	 * @param model the model that was called
	 * @param requestId the provider's name of the call
	 * @return the call
	 */
	RemoteCall found(String model, String requestId);

	/**
	 * Ask how far a call is. Costs nothing.
	 * @param call the call
	 * @return its state
	 * @throws CallFailure if the provider gave no answer that is of use; asking again is
	 * always safe
	 */
	RemoteState look(RemoteCall call) throws CallFailure;

	/**
	 * Return how long to wait before a call is looked at again.
	 * @param looks how often it was looked at
	 * @return the pause
	 */
	Duration pauseAfter(int looks);

	/**
	 * Open a video.
	 * @param done the state that named it
	 * @return its bytes, which the caller closes and bounds
	 * @throws LinkExpired if the address works no more: looking again gives a fresh one
	 * @throws CallFailure of the kind {@code FINAL} if the address is not the provider's
	 * @throws IOException if it cannot be read now
	 */
	InputStream read(RemoteState.Done done) throws IOException, LinkExpired, CallFailure;

	/**
	 * Tell the provider that a call is not wanted any more. Best effort: says nothing of
	 * whether it was heard.
	 * @param call the call
	 */
	void cancel(RemoteCall call);

	/**
	 * Let go of what is kept of a call here: its video was read, or is not wanted.
	 * @param call the call
	 */
	default void forget(RemoteCall call) {
	}

}
