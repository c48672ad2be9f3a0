package io.wxomedia.spending;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One call to a paid provider, as the ledger has it.
 *
 * @param id identifies the call
 * @param run the run of the job that made it
 * @param outcome what is known of it
 * @param startedAt when it began
 * @param sentAt when it was noted as being sent, or {@code null} if it was not
 * @param message the failure in words for the caller, or {@code null}
 * @param retryAt when it may be tried again, or {@code null}
 * @param resultPayload the payload that holds the result, or {@code null}
 */
public record ProviderCall(UUID id, int run, Outcome outcome, Instant startedAt, @Nullable Instant sentAt,
		@Nullable String message, @Nullable Instant retryAt, @Nullable UUID resultPayload) {

	/**
	 * What is known of a call.
	 */
	public enum Outcome {

		/**
		 * It was begun. If its run is over, nobody knows whether it was paid for, unless
		 * it was not noted as being sent: then it was not made.
		 */
		STARTED,

		/**
		 * It gave a result, which is stored.
		 */
		COMPLETED,

		/**
		 * The provider's billing limit was reached.
		 */
		BILLING_LIMIT,

		/**
		 * It was refused for good.
		 */
		REFUSED,

		/**
		 * It failed without work being done, and may be tried again.
		 */
		RETRYABLE,

		/**
		 * It was sent, but no answer came: it may have been paid for.
		 */
		LOST

	}

}
