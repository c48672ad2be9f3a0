package io.wxomedia.monitoring;

import java.util.function.Supplier;

/**
 * Makes figures that are read in the background every few seconds, so that looking at
 * them never waits for where they come from.
 */
public interface Readings {

	/**
	 * Read something from now on.
	 * @param <T> what is read
	 * @param name what it is, for the log
	 * @param source reads it; may take long or fail
	 * @return what was read last
	 */
	<T> Reading<T> of(String name, Supplier<T> source);

}
