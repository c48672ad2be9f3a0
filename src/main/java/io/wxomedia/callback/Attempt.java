package io.wxomedia.callback;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt to deliver a callback went.
 *
 * @param status the HTTP status, or {@code null} if there was no answer
 * @param error why it failed, short and readable, or {@code null} if it succeeded
 * @param duration how long it took
 * @param excerpt the beginning of the answer's body as text, or {@code null} if it had
 * none
 */
record Attempt(@Nullable Integer status, @Nullable String error, Duration duration, @Nullable String excerpt) {

	/**
	 * Return an attempt that was answered.
	 * @param status the HTTP status
	 * @param duration how long it took
	 * @param excerpt the beginning of the answer's body
	 * @return the attempt, which succeeded if the status is any 2xx
	 */
	static Attempt answered(int status, Duration duration, @Nullable String excerpt) {
		return new Attempt(status, error(status), duration, excerpt);
	}

	/**
	 * Return an attempt that was not answered.
	 * @param error why
	 * @param duration how long it took
	 * @return the attempt
	 */
	static Attempt failed(String error, Duration duration) {
		return new Attempt(null, error, duration, null);
	}

	private static @Nullable String error(int status) {
		return switch (status / 100) {
			case 2 -> null;
			case 3 -> "redirect refused: HTTP " + status;
			default -> "HTTP " + status;
		};
	}

	/**
	 * Return whether the callback is delivered.
	 * @return {@code true} if the receiver answered with any 2xx
	 */
	boolean succeeded() {
		return this.error == null;
	}

}
