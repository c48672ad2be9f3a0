package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.provider.EditRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One picture of a call on its way out, opened when its first byte is asked for.
 */
class OutgoingImage extends InputStream {

	private static final Log logger = LogFactory.getLog(OutgoingImage.class);

	private final OutgoingPictures call;

	private final EditRequest.ImageSource source;

	private @Nullable InputStream image;

	private boolean ended;

	OutgoingImage(OutgoingPictures call, EditRequest.ImageSource source) {
		this.call = call;
		this.source = source;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) != -1) ? single[0] & 0xff : -1;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int count = this.call.read(() -> readImage(buffer, offset, length));
		if (count == -1 && !this.ended) {
			this.call.end();
			this.ended = true;
		}
		return count;
	}

	private int readImage(byte[] buffer, int offset, int length) throws IOException {
		if (this.image == null) {
			this.image = this.source.open();
		}
		return this.image.read(buffer, offset, length);
	}

	/**
	 * Close the image. A failure is only logged: it must not cost a result that is
	 * already there.
	 */
	@Override
	public void close() {
		try {
			if (this.image != null) {
				this.image.close();
			}
		}
		catch (IOException ex) {
			logger.warn("The image of an edit could not be closed", ex);
		}
	}

}
