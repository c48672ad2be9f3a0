package io.wxomedia.event;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How far a reader is. Used by the feed's thread, but for {@link #cancel()}.
 */
class Subscription {

	private final EventScope scope;

	private final EventReader reader;

	private final AtomicBoolean cancelled = new AtomicBoolean();

	private long position;

	private boolean upToDate;

	private boolean lastSoFar;

	/**
	 * Begin a subscription.
	 * @param scope what it covers
	 * @param position the number after which it begins
	 * @param lastSoFar whether the event with that number was the last of its job so far
	 * @param reader the reader
	 */
	Subscription(EventScope scope, long position, boolean lastSoFar, EventReader reader) {
		this.scope = scope;
		this.position = position;
		this.lastSoFar = lastSoFar;
		this.reader = reader;
	}

	/**
	 * Stop to deliver. Thread-safe.
	 */
	void cancel() {
		this.cancelled.set(true);
	}

	boolean isCancelled() {
		return this.cancelled.get();
	}

	boolean isUpToDate() {
		return this.upToDate;
	}

	/**
	 * Read on from the log, one page at the most.
	 * @return whether there is more to read and room for it
	 */
	boolean catchUp(EventTable events, long end, int page) {
		int room = Math.min(this.reader.room(), page);
		if (room <= 0 || isCancelled()) {
			return false;
		}
		List<Event> found = events.after(this.scope, this.position, room);
		deliver(found);
		if (found.size() < room) {
			this.position = Math.max(this.position, end);
			this.upToDate = true;
			return false;
		}
		return this.reader.room() > 0;
	}

	/**
	 * Take what is new to everybody. A reader without room falls behind, and reads it
	 * from the log later.
	 */
	void take(List<Event> fresh) {
		List<Event> covered = fresh.stream()
			.filter((event) -> event.seq() > this.position && this.scope.covers(event))
			.toList();
		if (covered.size() > this.reader.room()) {
			this.upToDate = false;
			return;
		}
		deliver(covered);
		this.position = Math.max(this.position, fresh.get(fresh.size() - 1).seq());
	}

	private void deliver(List<Event> found) {
		if (found.isEmpty()) {
			return;
		}
		this.reader.take(found);
		Event newest = found.get(found.size() - 1);
		this.position = newest.seq();
		this.lastSoFar = this.scope.isOver(newest);
	}

	/**
	 * End the reader if nothing follows for the one job that it reads.
	 * @return whether it ended
	 */
	boolean endIfOver() {
		if (this.upToDate && this.lastSoFar) {
			this.reader.end();
			cancel();
			return true;
		}
		return false;
	}

	/**
	 * Show the reader that its stream lives, or end it if its job is gone.
	 */
	void idle(EventTable events) {
		if (this.scope.only() != null && events.newest(this.scope).isEmpty()) {
			cancel();
			this.reader.removed();
			return;
		}
		this.reader.idle();
	}

	void end() {
		cancel();
		this.reader.end();
	}

}
