package io.wxomedia.event;

import java.util.UUID;

/**
 * Which events a reader is to see.
 */
public sealed interface EventScope {

	/**
	 * Return whether an event belongs to this scope.
	 * @param event the event
	 * @return {@code true} if a reader may see it
	 */
	boolean covers(Event event);

	/**
	 * The events of one job.
	 *
	 * @param job the job
	 */
	record OfJob(UUID job) implements EventScope {

		@Override
		public boolean covers(Event event) {
			return this.job.equals(event.job());
		}

	}

	/**
	 * The events of all jobs of an owner.
	 *
	 * @param owner the owner
	 */
	record OfOwner(String owner) implements EventScope {

		@Override
		public boolean covers(Event event) {
			return this.owner.equals(event.owner());
		}

	}

	/**
	 * The events of everybody's jobs.
	 */
	record OfAll() implements EventScope {

		@Override
		public boolean covers(Event event) {
			return true;
		}

	}

}
