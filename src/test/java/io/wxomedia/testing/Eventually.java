package io.wxomedia.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for what will become true by itself.
 */
public final class Eventually {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private Eventually() {
	}

	/**
	 * Try an assertion again and again until it holds.
	 * @param patience the longest to try
	 * @param assertion throws an {@link AssertionError} for as long as it does not hold
	 * @throws AssertionError what the assertion said last
	 */
	public static void within(Duration patience, Assertion assertion) {
		value(patience, () -> {
			assertion.check();
			return true;
		});
	}

	/**
	 * Ask for a value again and again until it is there.
	 * @param <T> the type of the value
	 * @param patience the longest to ask
	 * @param source throws an {@link AssertionError} for as long as there is no value
	 * @return the value
	 * @throws AssertionError what the source said last
	 */
	public static <T> T value(Duration patience, Callable<T> source) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (true) {
			try {
				return source.call();
			}
			catch (AssertionError ex) {
				if (System.nanoTime() > deadline) {
					throw ex;
				}
			}
			catch (Exception ex) {
				throw new AssertionError("What was waited for cannot be looked at", ex);
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	/**
	 * Something that is not yet true.
	 */
	@FunctionalInterface
	public interface Assertion {

		/**
		 * Look.
		 * @throws Exception if looking fails, which ends the waiting
		 */
		void check() throws Exception;

	}

}
