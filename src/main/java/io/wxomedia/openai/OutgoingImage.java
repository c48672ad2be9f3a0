package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The image of one call on its way out. It knows whether it was read to its end: until
 * then the request is not complete and no provider can have worked on it. So before it
 * shows its end it lets that be written down.
 */
class OutgoingImage extends InputStream {

	private static final Log logger = LogFactory.getLog(OutgoingImage.class);

	private final InputStream image;

	private final Runnable beforeEnd;

	private boolean readToEnd;

	private boolean abandoned;

	private @Nullable IOException failure;

	private @Nullable RuntimeException unmarked;

	OutgoingImage(InputStream image, Runnable beforeEnd) {
		this.image = image;
		this.beforeEnd = beforeEnd;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) != -1) ? single[0] & 0xff : -1;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int count = readImage(buffer, offset, length);
		return (count != -1) ? count : end();
	}

	private synchronized int readImage(byte[] buffer, int offset, int length) throws IOException {
		mustBeWanted();
		try {
			return this.image.read(buffer, offset, length);
		}
		catch (IOException ex) {
			this.failure = ex;
			throw ex;
		}
	}

	private int end() throws IOException {
		if (!isReadToEnd()) {
			// Without the lock: who gives the call up must not wait for a database.
			mark();
		}
		return showEnd();
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

	private synchronized boolean isReadToEnd() {
		return this.readToEnd;
	}

	private synchronized int showEnd() throws IOException {
		mustBeWanted();
		this.readToEnd = true;
		return -1;
	}

	private void mustBeWanted() throws IOException {
		if (this.abandoned) {
			throw new IOException("The call was given up");
		}
	}

	/**
	 * Give no byte from now on, so that a request that is not complete stays so.
	 * @return whether the image was already read to its end
	 */
	synchronized boolean abandon() {
		this.abandoned = true;
		return this.readToEnd;
	}

	/**
	 * Return why the image itself could not be read.
	 * @return the failure, or {@code null} if there was none
	 */
	synchronized @Nullable IOException failure() {
		return this.failure;
	}

	/**
	 * Return why the end could not be shown.
	 * @return what was thrown before it, or {@code null} if nothing was
	 */
	synchronized @Nullable RuntimeException unmarked() {
		return this.unmarked;
	}

	/**
	 * Close the image. A failure is only logged: it must not cost a result that is
	 * already there.
	 */
	@Override
	public void close() {
		try {
			this.image.close();
		}
		catch (IOException ex) {
			logger.warn("The image of an edit could not be closed", ex);
		}
	}

}
