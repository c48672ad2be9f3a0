package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The image of one call on its way out. It knows whether it was read to its end: until
 * then the request is not complete and no provider can have worked on it.
 */
class OutgoingImage extends InputStream {

	private static final Log logger = LogFactory.getLog(OutgoingImage.class);

	private final InputStream image;

	private boolean readToEnd;

	private boolean abandoned;

	private @Nullable IOException failure;

	OutgoingImage(InputStream image) {
		this.image = image;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) != -1) ? single[0] & 0xff : -1;
	}

	@Override
	public synchronized int read(byte[] buffer, int offset, int length) throws IOException {
		if (this.abandoned) {
			throw new IOException("The call was given up");
		}
		try {
			int count = this.image.read(buffer, offset, length);
			this.readToEnd |= (count == -1);
			return count;
		}
		catch (IOException ex) {
			this.failure = ex;
			throw ex;
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
