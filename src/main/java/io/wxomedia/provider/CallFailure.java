package io.wxomedia.provider;

import java.time.Duration;

import io.wxomedia.spending.ProviderCall.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A call that gave no result. The message is meant for the caller of the service: the
 * provider's own words, its code and request id, and a hint where one helps; never a key.
 */
public class CallFailure extends Exception {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final Trouble trouble;

	private final transient @Nullable Duration retryAfter;

	private final @Nullable String requestId;

	public CallFailure(Kind kind, String message, @Nullable Duration retryAfter, @Nullable String requestId,
			@Nullable Throwable cause) {
		this(kind, usualTrouble(kind, retryAfter), message, retryAfter, requestId, cause);
	}

	public CallFailure(Kind kind, Trouble trouble, String message, @Nullable Duration retryAfter,
			@Nullable String requestId, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
		this.trouble = trouble;
		this.retryAfter = retryAfter;
		this.requestId = requestId;
	}

	private static Trouble usualTrouble(Kind kind, @Nullable Duration retryAfter) {
		return switch (kind) {
			case BILLING_LIMIT, FINAL -> Trouble.NONE;
			case RETRYABLE -> (retryAfter != null) ? Trouble.RATE_LIMIT : Trouble.UNKNOWN;
			case ANSWER_LOST -> Trouble.DOWN;
		};
	}

	/**
	 * Return what it tells of the provider.
	 * @return the provider's trouble
	 */
	public Trouble trouble() {
		return this.trouble;
	}

	/**
	 * Return what may be done about it.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return what the ledger has of it.
	 */
	Outcome outcome() {
		return switch (this.kind) {
			case BILLING_LIMIT -> Outcome.BILLING_LIMIT;
			case FINAL -> Outcome.REFUSED;
			case RETRYABLE -> Outcome.RETRYABLE;
			case ANSWER_LOST -> Outcome.LOST;
		};
	}

	/**
	 * Return how long the provider asks to wait.
	 * @return the wait, or {@code null} if it named none
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	/**
	 * Return the provider's id of the request.
	 * @return the id, or {@code null} if there was no answer
	 */
	public @Nullable String requestId() {
		return this.requestId;
	}

	/**
	 * What a failed call tells of the provider, for all other calls.
	 */
	public enum Trouble {

		/**
		 * It works: it answered.
		 */
		NONE,

		/**
		 * It works, but wants fewer calls.
		 */
		RATE_LIMIT,

		/**
		 * It was not reached, gave no answer, or said that it failed.
		 */
		DOWN,

		/**
		 * Nothing: the call failed on this side.
		 */
		UNKNOWN

	}

	/**
	 * What a failed call allows to be done next.
	 */
	public enum Kind {

		/**
		 * The provider's billing limit is reached. Trying again never helps.
		 */
		BILLING_LIMIT,

		/**
		 * The provider refused, or answered with something that is no result. Trying
		 * again does not help.
		 */
		FINAL,

		/**
		 * The provider did no work (408, 429, 5xx, or the request was not fully sent):
		 * trying again is safe.
		 */
		RETRYABLE,

		/**
		 * The request was sent but no answer came: it may have been paid for.
		 */
		ANSWER_LOST

	}

}
