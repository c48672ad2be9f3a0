package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Every call to a paid provider, written before it is made and again when its outcome is
 * known. What to do next follows from it alone, also after a crash. Thread-safe.
 */
public interface ProviderLedger {

	/**
	 * Return the calls made for a piece of work.
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 * @return the calls, oldest first
	 */
	List<ProviderCall> calls(UUID job, int item);

	/**
	 * Return the calls made for a job and its items.
	 * @param job the job
	 * @return the calls, in no order
	 */
	List<ProviderCall> callsOf(UUID job);

	/**
	 * Return the results of jobs and their items that were bought and stored.
	 * @param jobs the jobs, at most a thousand
	 * @return the results, those of one item in the order of the calls; a payload may be
	 * gone by now
	 */
	List<Bought> resultsOf(Collection<UUID> jobs);

	/**
	 * Write down that a call is about to be made. The caller's transaction must hold the
	 * job's row, so that a run that was taken over can write nothing.
	 * @param owner the caller whose job it is
	 * @param job the job
	 * @param item the item of the job
	 * @param run the run that makes the call
	 * @param what what is called, which tells what it will cost
	 * @return identifies the call
	 */
	UUID start(String owner, UUID job, int item, int run, PricedCall what);

	/**
	 * Count the images that callers have had begun within the last hour, each once. Of a
	 * caller who had thousands, some that were begun in the last seconds may be missing.
	 * @param owners the callers
	 * @return how many by the caller's name, without callers who had none
	 */
	Map<String, Integer> served(Collection<String> owners);

	/**
	 * Write down that the request of a call is about to be complete. Until then a call
	 * whose run ends counts as not made. The caller's transaction must hold the job's
	 * row, so that a run that was taken over sends nothing.
	 * @param call the call
	 */
	void sending(UUID call);

	/**
	 * Write down that a call gave a result, once that is stored. What it cost takes the
	 * place of its estimate, also when its answer had been taken for lost.
	 * @param call the call
	 * @param what what was bought
	 * @param receipt what the provider said of it
	 * @param resultPayload the payload that holds the result
	 */
	void completed(UUID call, PricedCall what, Receipt receipt, UUID resultPayload);

	/**
	 * Write down that a call gave no result.
	 * @param call the call
	 * @param outcome what is known of it
	 * @param message the failure in words for the caller
	 * @param retryAt when it may be tried again, or {@code null}
	 * @param requestId the provider's id of the request, or {@code null}
	 */
	void failed(UUID call, ProviderCall.Outcome outcome, String message, @Nullable Instant retryAt,
			@Nullable String requestId);

	/**
	 * Write down that the provider answered with something that is no result: it was
	 * probably paid for all the same.
	 * @param call the call
	 * @param what what was to be bought
	 * @param message the failure in words for the caller
	 * @param receipt what the provider said of it
	 */
	void worthless(UUID call, PricedCall what, String message, Receipt receipt);

	/**
	 * Write down that a call that was accepted came to nothing. The bill that the
	 * acceptance promised is corrected.
	 * @param call the call
	 * @param billed whether it may be billed all the same: then its cost is not known,
	 * and its estimate counts; else it cost nothing
	 */
	void cameToNothing(UUID call, boolean billed);

	/**
	 * Write down that what was begun for a job and never sent will not be: it costs
	 * nothing. A run that is over cannot send it any more.
	 * @param job the job
	 * @param run the first run that may still send something
	 */
	void notMade(UUID job, int run);

	/**
	 * Write down that a call will not be sent, if it was not.
	 * @param call the call
	 */
	void notMade(UUID call);

	/**
	 * A result that was bought.
	 *
	 * @param job the job
	 * @param item the item of the job, 0 for the job itself
	 * @param payload the payload that holds it
	 */
	record Bought(UUID job, int item, UUID payload) {

	}

	/**
	 * What the provider said of a completed call.
	 *
	 * @param requestId its id of the request, or {@code null}
	 * @param inputTokens tokens billed for the input, or {@code null}
	 * @param inputImageTokens those of them that are the picture's, or {@code null}
	 * @param outputTokens tokens billed for the output, or {@code null}
	 * @param seconds how long the video is that was made, or {@code null}
	 */
	record Receipt(@Nullable String requestId, @Nullable Long inputTokens, @Nullable Long inputImageTokens,
			@Nullable Long outputTokens, @Nullable BigDecimal seconds) {

		/**
		 * Create the receipt of a call that makes no video.
		 * @param requestId its id of the request, or {@code null}
		 * @param inputTokens tokens billed for the input, or {@code null}
		 * @param inputImageTokens those of them that are the picture's, or {@code null}
		 * @param outputTokens tokens billed for the output, or {@code null}
		 */
		public Receipt(@Nullable String requestId, @Nullable Long inputTokens, @Nullable Long inputImageTokens,
				@Nullable Long outputTokens) {
			this(requestId, inputTokens, inputImageTokens, outputTokens, null);
		}

	}

}
