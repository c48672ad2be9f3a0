package io.wxomedia.wait;

import java.io.IOException;
import java.io.InputStream;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a body as fast as its client reads, without a thread that waits. Thread-safe.
 */
class BodyWriter implements WriteListener {

	private static final Logger logger = LoggerFactory.getLogger(BodyWriter.class);

	private final InputStream body;

	private final ServletOutputStream out;

	private final Runnable whenOver;

	private final byte[] piece = new byte[16 * 1024];

	private boolean closed;

	BodyWriter(InputStream body, ServletOutputStream out, Runnable whenOver) {
		this.body = body;
		this.out = out;
		this.whenOver = whenOver;
	}

	@Override
	public void onWritePossible() throws IOException {
		boolean over;
		synchronized (this) {
			over = this.closed || writeWhatIsTaken();
		}
		if (over) {
			this.whenOver.run();
		}
	}

	private boolean writeWhatIsTaken() throws IOException {
		while (this.out.isReady()) {
			int count = this.body.read(this.piece);
			if (count < 0) {
				return true;
			}
			this.out.write(this.piece, 0, count);
		}
		return false;
	}

	/**
	 * The client reads too slowly.
	 */
	void giveUp() {
		logger.debug("A body was read too slowly, and is given up");
		this.whenOver.run();
	}

	@Override
	public void onError(Throwable failure) {
		logger.debug("A body was not read to its end: {}", failure.toString());
		this.whenOver.run();
	}

	synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			this.body.close();
		}
		catch (IOException ex) {
			logger.debug("A body could not be closed: {}", ex.toString());
		}
	}

}
