package io.wxomedia.event;

/**
 * Gives events their numbers while nobody reads the log, so that the first who does need
 * not wait for those of weeks. Thread-safe, and safe beside other instances.
 */
@FunctionalInterface
public interface EventNumbers {

	/**
	 * Number what is committed and has no number, in short transactions.
	 */
	void number();

}
