package io.wxomedia.openai;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.wxomedia.provider.EditRequest;
import org.jspecify.annotations.Nullable;

/**
 * All pictures of one call on their way out. It knows whether all were read to their
 * ends: until then the request is not complete and no provider can have worked on it. So
 * before the last one shows its end it lets that be written down.
 */
class OutgoingPictures implements Outgoing, AutoCloseable {

	private final List<OutgoingImage> images;

	private final @Nullable OutgoingImage mask;

	private final Runnable beforeEnd;

	private int open;

	private boolean abandoned;

	private @Nullable IOException failure;

	private @Nullable RuntimeException unmarked;

	OutgoingPictures(EditRequest request) {
		this.images = request.pictures().stream().map((picture) -> new OutgoingImage(this, picture.source())).toList();
		EditRequest.Picture marked = request.mask();
		this.mask = (marked != null) ? new OutgoingImage(this, marked.source()) : null;
		this.beforeEnd = request.beforeSent();
		this.open = this.images.size() + ((marked != null) ? 1 : 0);
	}

	List<OutgoingImage> images() {
		return this.images;
	}

	@Override
	public String makes() {
		return "edit";
	}

	@Nullable OutgoingImage mask() {
		return this.mask;
	}

	/**
	 * Let one picture show its end.
	 */
	void end() throws IOException {
		if (isLast()) {
			// Without the lock: who gives the call up must not wait for a database.
			mark();
		}
		synchronized (this) {
			mustBeWanted();
			this.open--;
		}
	}

	private synchronized boolean isLast() {
		return this.open == 1;
	}

	private void mark() throws IOException {
		try {
			this.beforeEnd.run();
		}
		catch (RuntimeException ex) {
			synchronized (this) {
				this.unmarked = ex;
			}
			throw new IOException("The call could not be noted as sent", ex);
		}
	}

	/**
	 * Read from a picture, unless the call was given up.
	 */
	synchronized int read(Reading reading) throws IOException {
		mustBeWanted();
		try {
			return reading.read();
		}
		catch (IOException ex) {
			this.failure = ex;
			throw ex;
		}
	}

	private void mustBeWanted() throws IOException {
		if (this.abandoned) {
			throw new IOException("The call was given up");
		}
	}

	/**
	 * Give no byte from now on, so that a request that is not complete stays so.
	 * @return whether all pictures were already read to their ends
	 */
	@Override
	public synchronized boolean abandon() {
		this.abandoned = true;
		return this.open == 0;
	}

	/**
	 * Return why a picture itself could not be read.
	 * @return the failure, or {@code null} if there was none
	 */
	@Override
	public synchronized @Nullable IOException failure() {
		return this.failure;
	}

	/**
	 * Return why the end could not be shown.
	 * @return what was thrown before it, or {@code null} if nothing was
	 */
	@Override
	public synchronized @Nullable RuntimeException unmarked() {
		return this.unmarked;
	}

	@Override
	public void close() {
		Stream.concat(this.images.stream(), Stream.ofNullable(this.mask)).forEach(OutgoingImage::close);
	}

	/**
	 * Reads from a picture.
	 */
	@FunctionalInterface
	interface Reading {

		int read() throws IOException;

	}

}
