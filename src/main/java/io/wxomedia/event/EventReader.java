package io.wxomedia.event;

import java.util.List;

/**
 * Takes events as they come. Called by one thread for all readers, so an implementation
 * never blocks.
 */
public interface EventReader {

	/**
	 * Return how many events this reader can take now.
	 * @return 0 while it is still busy with earlier ones; the log remembers where it was
	 */
	int room();

	/**
	 * Take events.
	 * @param events at most as many as there is room for, in the order of their numbers
	 */
	void take(List<Event> events);

	/**
	 * Called now and then while nothing happens.
	 */
	void idle();

	/**
	 * Nothing follows any more. Who takes longer to leave is still told of
	 * {@link #idle()}, until its following is cancelled.
	 */
	void end();

	/**
	 * Nothing follows any more, because what was read of is not there any more.
	 */
	default void removed() {
		end();
	}

	/**
	 * Nothing follows any more, because who reads may not read any longer. What was taken
	 * and is not shown yet must not be shown.
	 */
	default void revoked() {
		end();
	}

}
