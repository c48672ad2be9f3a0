package io.wxomedia.event;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

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
	 * Return whether an event, if it is the newest one, says that nothing follows.
	 * @param event an event of this scope
	 * @return {@code true} if a reader that has it may go
	 */
	default boolean isOver(Event event) {
		return false;
	}

	/**
	 * Return the one job whose events these are.
	 * @return the job, or {@code null} if there are several
	 */
	default @Nullable UUID only() {
		return null;
	}

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

		@Override
		public boolean isOver(Event event) {
			return event.last();
		}

		@Override
		public UUID only() {
			return this.job;
		}

	}

	/**
	 * What is done for one job, up to its verdict: all of its events but how its callback
	 * is delivered.
	 *
	 * @param job the job
	 */
	record OfWork(UUID job) implements EventScope {

		@Override
		public boolean covers(Event event) {
			return this.job.equals(event.job()) && event.type() != EventType.DELIVERY;
		}

		@Override
		public boolean isOver(Event event) {
			return event.type() == EventType.DONE;
		}

		@Override
		public UUID only() {
			return this.job;
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
