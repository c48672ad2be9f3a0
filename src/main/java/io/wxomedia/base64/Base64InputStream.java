package io.wxomedia.base64;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Objects;

/**
 * The base64 text (RFC 4648, section 4) of another stream, without line breaks. Not
 * thread-safe.
 */
public class Base64InputStream extends InputStream {

	/**
	 * Whole groups of three bytes, so that the pieces make up one text.
	 */
	private static final int BLOCK = 3 * 4096;

	private final InputStream bytes;

	private byte[] text = {};

	private int position;

	private boolean ended;

	/**
	 * Create the text of a stream.
	 * @param bytes the stream; closed with this one
	 */
	public Base64InputStream(InputStream bytes) {
		this.bytes = bytes;
	}

	@Override
	public int read() throws IOException {
		return fill() ? this.text[this.position++] : -1;
	}

	@Override
	public int read(byte[] target, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, target.length);
		if (count == 0) {
			return 0;
		}
		if (!fill()) {
			return -1;
		}
		int part = Math.min(count, this.text.length - this.position);
		System.arraycopy(this.text, this.position, target, offset, part);
		this.position += part;
		return part;
	}

	private boolean fill() throws IOException {
		if (this.position == this.text.length && !this.ended) {
			this.text = Base64.getEncoder().encode(this.bytes.readNBytes(BLOCK));
			this.position = 0;
			this.ended = this.text.length == 0;
		}
		return !this.ended;
	}

	@Override
	public void close() throws IOException {
		this.bytes.close();
	}

}
