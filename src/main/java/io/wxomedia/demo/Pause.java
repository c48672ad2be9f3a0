package io.wxomedia.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits, so that tests need not.
 */
@FunctionalInterface
interface Pause {

	/**
	 * Wait.
	 * @param duration how long
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	void of(Duration duration) throws InterruptedException;

	/**
	 * Return a pause that takes its time.
	 * @return the pause
	 */
	static Pause real() {
		return (duration) -> {
			CountDownLatch never = new CountDownLatch(1);
			if (never.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new IllegalStateException("Nobody counts this latch down");
			}
		};
	}

}
