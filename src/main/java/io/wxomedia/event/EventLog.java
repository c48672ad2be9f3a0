package io.wxomedia.event;

/**
 * The log of what happens to jobs. Thread-safe.
 */
@FunctionalInterface
public interface EventLog {

	/**
	 * Write events down. Takes part in the caller's transaction: they are there if and
	 * only if the change is that they tell of. Events of one job must be written while
	 * its row is held, so that they keep their order.
	 * @param events the events, in their order
	 */
	void append(NewEvent... events);

}
