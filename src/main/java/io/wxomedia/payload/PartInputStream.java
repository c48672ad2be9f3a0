package io.wxomedia.payload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Some of the bytes of a payload, from where its stream stands. Closing it leaves that
 * stream open unless it was told to own it. Not thread-safe.
 */
public class PartInputStream extends FilterInputStream {

	private final boolean owner;

	private long left;

	private boolean closed;

	/**
	 * Begin to read.
	 * @param payload the payload, which stands at the first byte of the part
	 * @param length how many bytes the part has
	 */
	public PartInputStream(InputStream payload, long length) {
		this(payload, length, false);
	}

	/**
	 * Begin to read.
	 * @param payload the payload, which stands at the first byte of the part
	 * @param length how many bytes the part has
	 * @param owner whether closing the part closes the payload
	 */
	public PartInputStream(InputStream payload, long length, boolean owner) {
		super(payload);
		this.left = length;
		this.owner = owner;
	}

	/**
	 * Return how much of the part was not read yet.
	 * @return the number of bytes
	 */
	public long left() {
		return this.left;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		if (this.closed) {
			// Not its end: whoever waits for that must not take it for one.
			throw new IOException("The part was closed");
		}
		if (this.left == 0) {
			return -1;
		}
		int read = super.read(bytes, offset, (int) Math.min(count, this.left));
		if (read < 0) {
			throw new IOException("The payload ends " + this.left + " bytes before its part does");
		}
		this.left -= read;
		return read;
	}

	@Override
	public long skip(long count) throws IOException {
		long skipped = super.skip(Math.min(count, this.left));
		this.left -= skipped;
		return skipped;
	}

	@Override
	public int available() {
		return 0;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		if (this.owner) {
			super.close();
		}
	}

}
