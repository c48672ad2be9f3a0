package io.wxomedia.video;

import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * A request for a video that is refused, with the words that the videos' API has for it.
 */
class VideoRefusal extends Refusal {

	private static final long serialVersionUID = 1L;

	private final String error;

	private final transient @Nullable Credits credits;

	VideoRefusal(HttpStatus status, String error, String message) {
		this(status, error, message, null, null);
	}

	VideoRefusal(HttpStatus status, String error, String message, @Nullable Credits credits,
			@Nullable Throwable cause) {
		super(status, (status == HttpStatus.PAYMENT_REQUIRED) ? "insufficient_credits" : "invalid_request", message,
				null, cause);
		this.error = error;
		this.credits = credits;
	}

	/**
	 * Refuse a request whose fields cannot be used.
	 * @param message what is wrong and how to mend it
	 */
	static VideoRefusal invalid(String message) {
		return new VideoRefusal(HttpStatus.BAD_REQUEST, "Invalid request", message);
	}

	String error() {
		return this.error;
	}

	@Nullable Credits credits() {
		return this.credits;
	}

	/**
	 * How many credits there are and would be needed.
	 *
	 * @param available how many there are
	 * @param required how many are needed
	 */
	record Credits(int available, int required) {

	}

}
