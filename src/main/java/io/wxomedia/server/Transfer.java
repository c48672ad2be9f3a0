package io.wxomedia.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One body on its way in, or one large answer on its way out, and how it gets on. Counted
 * by the thread that reads or writes, judged by any.
 */
final class Transfer {

	/**
	 * How long a transfer may be as slow as it likes.
	 */
	static final Duration GRACE = Duration.ofSeconds(20);

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final @Nullable String address;

	private final Runnable cut;

	private final long began;

	private volatile long bytes;

	private volatile boolean cutOff;

	/**
	 * Begin one.
	 * @param address who sends or receives, or {@code null} if that is not known
	 * @param cut wakes the thread that reads or writes, with a failure
	 * @param now {@link System#nanoTime()}
	 */
	Transfer(@Nullable String address, Runnable cut, long now) {
		this.address = address;
		this.cut = cut;
		this.began = now;
	}

	@Nullable String address() {
		return this.address;
	}

	/**
	 * Count what has passed. For one thread.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate")
	void passed(int more) {
		this.bytes += Math.max(more, 0);
	}

	long age(long now) {
		return now - this.began;
	}

	/**
	 * Return the average so far, in bytes a second.
	 */
	double pace(long now) {
		return (double) this.bytes * SECOND / Math.max(1, age(now));
	}

	/**
	 * Return how long the next byte may take, so that the average is kept.
	 * @param bytesPerSecond the least average, or 0 for none
	 * @param now {@link System#nanoTime()}
	 * @return nanoseconds; none are left if this is not positive
	 */
	long patience(long bytesPerSecond, long now) {
		if (bytesPerSecond == 0) {
			return Long.MAX_VALUE;
		}
		return GRACE.toNanos() + (long) ((double) this.bytes * SECOND / bytesPerSecond) - age(now);
	}

	/**
	 * End it from outside: its thread fails in its next step.
	 */
	void cut() {
		this.cutOff = true;
		this.cut.run();
	}

	boolean isCutOff() {
		return this.cutOff;
	}

}
