package io.wxomedia.event;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * How far a reader is. Used by the feed's thread, but for {@link #cancel()}.
 */
class Subscription {

	private final EventScope scope;

	private final @Nullable String caller;

	private final EventReader reader;

	private final AtomicBoolean cancelled = new AtomicBoolean();

	private long position;

	private boolean upToDate;

	private boolean lastSoFar;

	private boolean ended;

	/**
	 * Begin a subscription.
	 * @param scope what it covers
	 * @param position the number after which it begins
	 * @param lastSoFar whether the event with that number was the last of its job so far
	 * @param caller the name of the caller whose right to read is asked for again and
	 * again; {@code null} for nobody
	 * @param reader the reader
	 */
	Subscription(EventScope scope, long position, boolean lastSoFar, @Nullable String caller, EventReader reader) {
		this.scope = scope;
		this.caller = caller;
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

	/**
	 * Return who reads, if that is to be asked for.
	 */
	@Nullable String caller() {
		return this.ended ? null : this.caller;
	}

	/**
	 * Return the one job that is read of, if its end is not known.
	 */
	@Nullable UUID job() {
		return this.ended ? null : this.scope.only();
	}

	boolean isUpToDate() {
		return this.upToDate;
	}

	/**
	 * Read on from the log, one page at the most.
	 * @return whether there is more to read and room for it
	 */
	boolean catchUp(EventTable events, long end, int page) {
		int room = this.ended ? 0 : Math.min(this.reader.room(), page);
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
		if (this.ended) {
			return;
		}
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
	 * End the reader if nothing follows for the one job that it reads. It is kept until
	 * it has left.
	 */
	void endIfOver() {
		if (this.upToDate && this.lastSoFar) {
			end();
		}
	}

	/**
	 * Show the reader that its stream lives.
	 */
	void idle() {
		this.reader.idle();
	}

	/**
	 * End the reader since its job is gone.
	 */
	void removed() {
		if (leaves()) {
			this.reader.removed();
		}
	}

	/**
	 * End the reader since it may not read any longer.
	 */
	void revoke() {
		if (leaves()) {
			this.reader.revoked();
		}
	}

	void end() {
		if (leaves()) {
			this.reader.end();
		}
	}

	private boolean leaves() {
		boolean first = !this.ended;
		this.ended = true;
		return first;
	}

}
