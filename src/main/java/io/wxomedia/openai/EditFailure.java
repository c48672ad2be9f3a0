package io.wxomedia.openai;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * An edit that gave no result. The message is meant for the caller of the service: the
 * provider's own words, its code and request id, and a hint where one helps; never a key.
 */
public class EditFailure extends Exception {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final transient @Nullable Duration retryAfter;

	private final @Nullable String requestId;

	public EditFailure(Kind kind, String message, @Nullable Duration retryAfter, @Nullable String requestId,
			@Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
		this.retryAfter = retryAfter;
		this.requestId = requestId;
	}

	/**
	 * Return what may be done about it.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
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
	 * What a failed edit allows to be done next.
	 */
	public enum Kind {

		/**
		 * The provider's billing limit is reached. Trying again never helps.
		 */
		BILLING_LIMIT,

		/**
		 * The provider refused, or answered with something that is no image. Trying again
		 * does not help.
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
