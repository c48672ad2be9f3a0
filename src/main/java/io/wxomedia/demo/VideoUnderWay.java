package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.clip.ClipWriter;
import org.jspecify.annotations.Nullable;

/**
 * A video that is being made. Thread-safe.
 */
final class VideoUnderWay {

	private final AtomicInteger done = new AtomicInteger();

	private volatile int frames;

	private volatile @Nullable String error;

	private volatile @Nullable Future<?> work;

	int percent() {
		return (this.frames > 0) ? 100 * this.done.get() / this.frames : 0;
	}

	void runs(Future<?> running) {
		this.work = running;
	}

	void stop() {
		Future<?> running = this.work;
		if (running != null) {
			running.cancel(true);
		}
	}

	void fails(String why) {
		this.error = why;
	}

	/**
	 * Return why there will be no video.
	 * @return the reason, in the caller's terms; {@code null} while it may come
	 */
	@Nullable String error() {
		return this.error;
	}

	/**
	 * Count the pictures that are asked for.
	 * @param zoom the pictures of the video
	 * @return the same
	 */
	ClipWriter.Frames counting(ClipWriter.Frames zoom) {
		this.frames = zoom.count();
		return new ClipWriter.Frames() {

			@Override
			public int count() {
				return zoom.count();
			}

			@Override
			public BufferedImage frame(int n) {
				VideoUnderWay.this.done.set(n);
				return zoom.frame(n);
			}

		};
	}

}
