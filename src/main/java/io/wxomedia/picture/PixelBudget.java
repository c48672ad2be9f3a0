package io.wxomedia.picture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the memory that all threads together hold decoded pixels in. A quarter is kept
 * for small pictures, so that a huge one can never have all of it and make everybody
 * wait; nor do small ones that go by keep a huge one waiting, as it has its turn in the
 * rest. Thread-safe.
 */
public final class PixelBudget {

	/**
	 * The part for small pictures, and their largest size, in parts of the whole.
	 */
	private static final int SMALL = 4;

	private final long most;

	private final long forSmall;

	private final long forLarge;

	/**
	 * The bytes of one permit: semaphores count no further than an int.
	 */
	private final long unit;

	private final Semaphore small;

	private final Semaphore large;

	/**
	 * Create a budget.
	 * @param bytes how many bytes may be held at a time
	 */
	public PixelBudget(long bytes) {
		if (bytes < SMALL) {
			throw new IllegalArgumentException("bytes (%d) must be at least %d".formatted(bytes, SMALL));
		}
		this.most = bytes + bytes / SMALL;
		this.forSmall = bytes / SMALL;
		this.forLarge = bytes - this.forSmall;
		this.unit = bytes / Integer.MAX_VALUE + 1;
		this.small = new Semaphore((int) (this.forSmall / this.unit), true);
		this.large = new Semaphore((int) (this.forLarge / this.unit), true);
	}

	/**
	 * Return the most that one picture may take. It is a little more than the budget: a
	 * picture that takes more than there is for large ones is the only large one then.
	 * @return bytes
	 */
	public long most() {
		return this.most;
	}

	/**
	 * Say whether a picture is so large that it, and none of the others, has taken the
	 * memory when that runs out.
	 * @param bytes what it takes
	 * @return whether it has all that there is for large pictures
	 */
	public boolean isAlone(long bytes) {
		return bytes >= this.forLarge;
	}

	/**
	 * Wait until so many bytes are free. Who asks first gets them first, among the small
	 * pictures and among the large ones; a small one may also take what no large one
	 * waits for.
	 * @param bytes how many bytes will be held, at most {@link #most()}
	 * @return what gives them back
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	public Lease acquire(long bytes) throws InterruptedException {
		if (bytes < 1 || bytes > this.most) {
			throw new IllegalArgumentException("bytes (%d) must be from 1 to %d".formatted(bytes, this.most));
		}
		int permits = permits(bytes, this.forLarge);
		if (bytes > this.forSmall) {
			this.large.acquire(permits);
			return new Lease(this.large, permits);
		}
		// With a time, even of zero, nobody is overtaken; without one somebody would be.
		if (this.large.tryAcquire(permits, 0, TimeUnit.SECONDS)) {
			return new Lease(this.large, permits);
		}
		int few = permits(bytes, this.forSmall);
		this.small.acquire(few);
		return new Lease(this.small, few);
	}

	private int permits(long bytes, long most) {
		return (int) Math.min((bytes - 1) / this.unit + 1, most / this.unit);
	}

	/**
	 * Bytes that are held until it is closed, once or more often.
	 */
	public static final class Lease implements AutoCloseable {

		private final Semaphore semaphore;

		private final int permits;

		private final AtomicBoolean open = new AtomicBoolean(true);

		private Lease(Semaphore semaphore, int permits) {
			this.semaphore = semaphore;
			this.permits = permits;
		}

		@Override
		public void close() {
			if (this.open.compareAndSet(true, false)) {
				this.semaphore.release(this.permits);
			}
		}

	}

}
