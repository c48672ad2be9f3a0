package io.wxomedia.picture;

import java.io.IOException;
import java.io.InputStream;

import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A picture as ImageIO's readers want it, which fails when the deadline has passed, or
 * when a reader goes on and on past the end: that of WebP takes what is missing for
 * zeros, a thousand times as slowly as what is there. They cannot be stopped in another
 * way: libjpeg goes over all scans of a JPEG before it reports any progress or looks
 * whether it was aborted.
 */
final class TimedStream extends MemoryCacheImageInputStream {

	private static final int READS_BETWEEN_CHECKS = 1024;

	private static final int BYTES_BETWEEN_CHECKS = 4096;

	/**
	 * Readers look for what comes next, and some ask again.
	 */
	private static final int MOST_READS_PAST_THE_END = 1000;

	private final Deadline deadline;

	private int reads;

	private int readsPastTheEnd;

	TimedStream(InputStream in, Deadline deadline) {
		super(in);
		this.deadline = deadline;
	}

	@Override
	public int read() throws IOException {
		// Readers of WebP ask for single bytes.
		if (this.reads++ % READS_BETWEEN_CHECKS == 0) {
			this.deadline.check();
		}
		return counted(super.read());
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		this.deadline.check();
		return counted(super.read(bytes, offset, Math.min(length, BYTES_BETWEEN_CHECKS)));
	}

	private int counted(int result) throws IOException {
		if (result < 0 && ++this.readsPastTheEnd > MOST_READS_PAST_THE_END) {
			throw new IOException("The data ends before the pixels do");
		}
		return result;
	}

}
