package io.wxomedia.queue;

import java.time.Duration;
import java.util.List;

/**
 * Makes queues.
 */
public interface WorkQueues {

	/**
	 * Make a queue. It starts with the application and stops with it: running work gets
	 * the grace period, the rest is kept for the next start.
	 * @param settings how it runs
	 * @param worker does the work
	 * @return the queue
	 */
	WorkQueue create(Settings settings, WorkQueue.Worker worker);

	/**
	 * How a queue runs.
	 *
	 * @param name name of its entries, its table ({@code name_queue}) and its threads
	 * @param threads how many entries run at once on this instance
	 * @param stopOrder queues stop one after the other, lowest first
	 * @param drains whether entries that are due are still run while the service stops
	 * @param recurring chores that one instance at a time does
	 * @param inTurns whether entries that are due are run by their turns
	 */
	record Settings(String name, int threads, int stopOrder, boolean drains, List<Chore> recurring, boolean inTurns) {

		/**
		 * Create the settings of a queue that runs entries in the order in which they are
		 * due.
		 */
		public Settings(String name, int threads, int stopOrder, boolean drains, List<Chore> recurring) {
			this(name, threads, stopOrder, drains, recurring, false);
		}

	}

	/**
	 * Something to be done again and again.
	 *
	 * @param name the name
	 * @param pause time between two runs
	 * @param work what to do
	 */
	record Chore(String name, Duration pause, Runnable work) {

	}

}
