package io.wxomedia.picture;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the decoded pixels that all threads together hold in memory.
 */
public final class PixelBudget {

	private final int maxPixels;

	private final Semaphore pixels;

	/**
	 * Create a budget.
	 * @param maxPixels how many pixels may be held at a time; more than
	 * {@link Integer#MAX_VALUE} is taken as that
	 */
	public PixelBudget(long maxPixels) {
		if (maxPixels < 1) {
			throw new IllegalArgumentException("maxPixels (%d) must be positive".formatted(maxPixels));
		}
		this.maxPixels = (int) Math.min(maxPixels, Integer.MAX_VALUE);
		this.pixels = new Semaphore(this.maxPixels, true);
	}

	/**
	 * Wait until so many pixels are free. Who asks first gets them first, so that a large
	 * picture is not kept waiting by small ones. A picture larger than the whole budget
	 * gets all of it and is then alone.
	 * @param pixels how many pixels will be held
	 * @return what gives them back
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	public Lease acquire(long pixels) throws InterruptedException {
		if (pixels < 1) {
			throw new IllegalArgumentException("pixels (%d) must be positive".formatted(pixels));
		}
		int permits = (int) Math.min(pixels, this.maxPixels);
		this.pixels.acquire(permits);
		return new Lease(this.pixels, permits);
	}

	/**
	 * Pixels that are held until it is closed, once or more often.
	 */
	public static final class Lease implements AutoCloseable {

		private final Semaphore pixels;

		private final int permits;

		private final AtomicBoolean open = new AtomicBoolean(true);

		private Lease(Semaphore pixels, int permits) {
			this.pixels = pixels;
			this.permits = permits;
		}

		@Override
		public void close() {
			if (this.open.compareAndSet(true, false)) {
				this.pixels.release(this.permits);
			}
		}

	}

}
