package io.wxomedia.payload;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The room on the disk that payloads are written to. New inputs leave room for
 * {@code MIN_FREE_BYTES}; a call that is paid for is begun only if its result will fit;
 * and a result that is paid for may use a reserve that only it and the database get.
 * Asking costs one system call. Thread-safe.
 */
public final class DiskSpace {

	/**
	 * Before any result was seen: more than most pictures of 1536 x 1024 have as PNG.
	 */
	static final long FIRST_GUESS = 4L * 1024 * 1024;

	/**
	 * What the database on the same disk writes for a few dozen jobs before it tidies up.
	 * When it finds no room it closes itself.
	 */
	private static final long DATABASE_ROOM = 2L * 1024 * 1024;

	private static final int REMEMBERED = 20;

	private static final Duration RECENT = Duration.ofMinutes(1);

	private final @Nullable LongSupplier usable;

	private final long minFree;

	private final DiskReserve reserve;

	private final Clock clock;

	private final Deque<Long> results = new ArrayDeque<>();

	private int held;

	private @Nullable Instant refusedAt;

	/**
	 * Create the room of a disk.
	 * @param usable tells how many bytes can still be written; {@code null} if payloads
	 * are not on a disk of this service
	 * @param minFree the bytes that new inputs leave free
	 * @param reserve what only results and the database may use
	 * @param clock tells the time
	 */
	DiskSpace(@Nullable LongSupplier usable, long minFree, DiskReserve reserve, Clock clock) {
		this.usable = usable;
		this.minFree = minFree;
		this.reserve = reserve;
		this.clock = clock;
	}

	/**
	 * Return room without bounds: payloads are kept elsewhere.
	 * @return room that never ends
	 */
	public static DiskSpace unlimited() {
		return new DiskSpace(null, 0, DiskReserve.NONE, Clock.systemUTC());
	}

	/**
	 * Return how much may be written that was not accepted yet.
	 * @return the bytes above {@code MIN_FREE_BYTES}, negative when there are less
	 */
	public long forInputs() {
		return (this.usable != null) ? free() - this.minFree - this.reserve.missing() : Long.MAX_VALUE;
	}

	/**
	 * Return what new inputs must leave free.
	 * @return {@code MIN_FREE_BYTES}
	 */
	public long minFree() {
		return this.minFree;
	}

	/**
	 * Return how large a result may be expected to be.
	 * @return the largest of the last ones, in bytes
	 */
	public synchronized long expectedResult() {
		return this.results.stream().mapToLong(Long::longValue).max().orElse(FIRST_GUESS);
	}

	/**
	 * Return whether the result of one more call would fit now, beside those of the calls
	 * under way and what the database needs.
	 * @return {@code false} if no call should be begun
	 */
	public synchronized boolean hasRoomForResult() {
		return this.usable == null
				|| free() + this.reserve.size() - DATABASE_ROOM >= (this.held + 1) * expectedResult();
	}

	/**
	 * Hold room for the result of a call that is about to be made.
	 * @return closed when the result is stored or there is none; {@code null} if there is
	 * no room, and the call should not be made
	 */
	public synchronized @Nullable Hold holdResult() {
		if (!hasRoomForResult()) {
			return null;
		}
		this.held++;
		return this::letGo;
	}

	private synchronized void letGo() {
		this.held--;
	}

	/**
	 * Give the reserve up if a result that is paid for would not fit otherwise.
	 * @param bytes the length of the result
	 */
	public void makeRoomFor(long bytes) {
		if (this.usable != null && free() < bytes + DATABASE_ROOM) {
			this.reserve.release();
		}
	}

	/**
	 * Give the reserve up if the database would soon find no room, and take it back once
	 * there is room for it again. To be called now and then: others fill the disk, too.
	 */
	public void tendReserve() {
		makeRoomFor(0);
		restoreReserve();
	}

	/**
	 * Note the length of a result.
	 * @param bytes the length
	 */
	public synchronized void stored(long bytes) {
		this.results.addLast(bytes);
		if (this.results.size() > REMEMBERED) {
			this.results.removeFirst();
		}
	}

	/**
	 * Take the reserve back, once there is room for it again.
	 */
	public void restoreReserve() {
		if (this.usable != null && free() - this.minFree > 2 * this.reserve.missing()) {
			this.reserve.restore();
		}
	}

	/**
	 * Note that the disk took no more.
	 */
	synchronized void refused() {
		this.refusedAt = this.clock.instant();
	}

	synchronized boolean refusedLately() {
		return this.refusedAt != null && this.refusedAt.isAfter(this.clock.instant().minus(RECENT));
	}

	boolean isLimited() {
		return this.usable != null;
	}

	long free() {
		return (this.usable != null) ? this.usable.getAsLong() : Long.MAX_VALUE;
	}

	/**
	 * Note that the disk took no more, if that is why something failed. Returns the
	 * failure, to be thrown.
	 */
	IOException told(IOException failure) {
		if (isFull(failure)) {
			refused();
		}
		return failure;
	}

	/**
	 * Return whether something failed because a disk is full: it may work later, and says
	 * nothing about the work.
	 * @param failure what was thrown
	 * @return whether that is its cause
	 */
	public static boolean isFull(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException) {
				String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
				if (message.contains("no space left") || message.contains("quota exceeded")
						|| message.contains("not enough space")) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Room that is held.
	 */
	@FunctionalInterface
	public interface Hold extends AutoCloseable {

		@Override
		void close();

	}

}
