package io.wxomedia.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for what will become true by itself.
 */
public final class Eventually {

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

	/**
	 * Who has waited for a second can wait for a tenth more; to look is work too.
	 */
	private static final int SHARE = 10;

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
		long begin = System.nanoTime();
		while (true) {
			try {
				return source.call();
			}
			catch (AssertionError ex) {
				if (System.nanoTime() - begin > patience.toNanos()) {
					throw ex;
				}
			}
			catch (Exception ex) {
				throw new AssertionError("What was waited for cannot be looked at", ex);
			}
			long pause = Math.max(SHORTEST_PAUSE.toNanos(), (System.nanoTime() - begin) / SHARE);
			LockSupport.parkNanos(Math.min(LONGEST_PAUSE.toNanos(), pause));
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
