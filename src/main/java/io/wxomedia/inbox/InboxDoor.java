package io.wxomedia.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.wxomedia.access.RateLimit;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.web.Refusal;

import org.springframework.http.HttpStatus;

/**
 * Refuses what a stranger could harm others with, before it is read: too much at once, or
 * more than there is room for without taking it from other names. Thread-safe.
 */
class InboxDoor {

	private static final int REMEMBERED_NAMES = 10_000;

	private final InboxLimits limits;

	private final DiskSpace disk;

	private final RateLimit each;

	private final RateLimit all;

	private final Semaphore readers;

	InboxDoor(InboxLimits limits, DiskSpace disk, Clock clock) {
		this.limits = limits;
		this.disk = disk;
		this.each = new RateLimit(limits.perMinute(), REMEMBERED_NAMES, clock);
		this.all = new RateLimit(limits.perMinuteInAll(), 1, clock);
		this.readers = new Semaphore(limits.atOnce());
	}

	/**
	 * Begin to read a callback.
	 * @param name the name it is for
	 * @param length the length of its body
	 * @param held what the inboxes hold
	 * @return to be closed when the body is read
	 * @throws Refusal if it is not taken
	 */
	Reading enter(String name, long length, InboxUsage held) {
		if (length > ReceivedBodyReader.LONGEST_BODY) {
			throw ReceivedBodyReader.tooLarge();
		}
		if (held.kept() == 0 && held.names() >= this.limits.names()) {
			throw full(this.limits.names() + " inboxes hold something, which is the most; empty one of them"
					+ " (DELETE /inbox/{name}) or use its name.");
		}
		requireRoom(1, held);
		if (length > this.disk.forInputs()) {
			throw full(
					"The service's disk has no room for it (MIN_FREE_BYTES). Empty inboxes, or send it again later.");
		}
		requireTurn(this.each.take(name), this.limits.perMinute() + " a minute for one name");
		requireTurn(this.all.take(""), this.limits.perMinuteInAll() + " a minute for all");
		if (!this.readers.tryAcquire()) {
			throw tooMany("The inboxes are reading " + this.limits.atOnce() + " callbacks, the most at once",
					Duration.ofSeconds(1));
		}
		return this.readers::release;
	}

	/**
	 * Check that a callback has room that is not another name's.
	 * @param bytes its size
	 * @param held what the inboxes hold
	 * @return the bytes that its name may hold, the callback included
	 * @throws Refusal if it has none
	 */
	long requireRoom(long bytes, InboxUsage held) {
		long room = Math.min(this.limits.bytes(), this.limits.bytesInAll() - held.bytesOfOthers());
		if (bytes > room) {
			throw full("The inboxes of other names take the " + (this.limits.bytesInAll() >> 20)
					+ " MB there are for all; empty some (DELETE /inbox/{name}).");
		}
		return room;
	}

	private static void requireTurn(Duration wait, String most) {
		if (!wait.isZero()) {
			throw tooMany("An inbox takes " + most, wait.plusMillis(999));
		}
	}

	private static Refusal tooMany(String why, Duration wait) {
		return new Refusal(HttpStatus.TOO_MANY_REQUESTS, "rate_limited",
				why + "; send it again after " + Math.max(1, wait.toSeconds()) + " s.", wait, null);
	}

	private static Refusal full(String why) {
		return new Refusal(HttpStatus.INSUFFICIENT_STORAGE, "inbox_full", "The callback is not kept. " + why);
	}

	/**
	 * A body that is being read.
	 */
	@FunctionalInterface
	interface Reading extends AutoCloseable {

		@Override
		void close();

	}

}
