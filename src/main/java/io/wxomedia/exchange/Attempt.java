package io.wxomedia.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt to send something went.
 *
 * @param status the HTTP status, or {@code null} if there was no answer
 * @param error why it failed, short and readable, or {@code null} if it succeeded
 * @param trouble the word for why there was no answer, that of a {@link Trouble} or of
 * something that kept the attempt from being made; {@code null} if there was an answer
 * @param duration how long it took
 * @param excerpt the beginning of the answer's body as text, or {@code null} if it had
 * none
 * @param retryAfter the answer's header {@code Retry-After}, or {@code null} if it had
 * none
 */
public record Attempt(@Nullable Integer status, @Nullable String error, @Nullable String trouble, Duration duration,
		@Nullable String excerpt, @Nullable String retryAfter) {

	private static final int GONE = 410;

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int SERVICE_UNAVAILABLE = 503;

	/**
	 * Return an attempt that was answered.
	 * @param status the HTTP status
	 * @param duration how long it took
	 * @param excerpt the beginning of the answer's body
	 * @param retryAfter the answer's header {@code Retry-After}
	 * @return the attempt, which succeeded if the status is any 2xx
	 */
	public static Attempt answered(int status, Duration duration, @Nullable String excerpt,
			@Nullable String retryAfter) {
		return new Attempt(status, error(status), null, duration, excerpt, retryAfter);
	}

	/**
	 * Return an attempt that was not answered.
	 * @param error why
	 * @param trouble the word for it
	 * @param duration how long it took
	 * @return the attempt
	 */
	public static Attempt failed(String error, String trouble, Duration duration) {
		return new Attempt(null, error, trouble, duration, null, null);
	}

	private static @Nullable String error(int status) {
		return switch (status / 100) {
			case 2 -> null;
			case 3 -> "redirect refused: HTTP " + status;
			default -> "HTTP " + status;
		};
	}

	/**
	 * Return whether the receiver took it.
	 * @return {@code true} if the receiver answered with any 2xx
	 */
	public boolean succeeded() {
		return this.error == null;
	}

	/**
	 * Return whether no attempt is to follow, whatever else was planned.
	 * @return {@code true} if the receiver says that nobody takes callbacks there any
	 * more
	 */
	public boolean endsDelivery() {
		return this.status != null && this.status == GONE;
	}

	/**
	 * Return how long the receiver asks to be left alone.
	 * @param now the time
	 * @return the wait, or nothing if it asks for none
	 */
	public Optional<Duration> asksToWait(Instant now) {
		boolean busy = this.status != null && (this.status == TOO_MANY_REQUESTS || this.status == SERVICE_UNAVAILABLE);
		return busy ? RetryAfter.wait(this.retryAfter, now) : Optional.empty();
	}

}
