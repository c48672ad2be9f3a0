package io.wxomedia.picture;

import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When decoding has to stop: at a moment, and at any time when the thread is interrupted.
 * The decoders ask at every row or every few reads. Thread-safe.
 */
public final class Deadline {

	private final Clock clock;

	private final Instant end;

	private Deadline(Clock clock, Instant end) {
		this.clock = clock;
		this.end = end;
	}

	/**
	 * Begin to count.
	 * @param time how long decoding may take from now on
	 * @param clock what time is measured by
	 * @return the deadline
	 */
	public static Deadline in(Duration time, Clock clock) {
		return new Deadline(clock, clock.instant().plus(time));
	}

	/**
	 * Ask whether to go on. It is an {@link java.io.IOException} that stops, as that is
	 * what comes through every decoder.
	 * @throws InterruptedIOException if not
	 */
	void check() throws InterruptedIOException {
		if (Thread.currentThread().isInterrupted() || isOver()) {
			throw new InterruptedIOException("Decoding has to stop");
		}
	}

	boolean isOver() {
		return !this.clock.instant().isBefore(this.end);
	}

}
