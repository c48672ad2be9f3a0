package io.wxomedia.picture;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a picture's structure from front to back in little memory, and reports a picture
 * that ends too early as broken.
 */
final class ForwardReader {

	private static final int BUFFER_SIZE = 32 * 1024;

	private final InputStream in;

	private final String whenCutOff;

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private int position;

	private int limit;

	/**
	 * Start to read.
	 * @param head the first bytes, read already
	 * @param in where the others follow
	 * @param whenCutOff what is said of a picture that ends too early
	 */
	ForwardReader(byte[] head, InputStream in, String whenCutOff) {
		this.in = in;
		this.whenCutOff = whenCutOff;
		System.arraycopy(head, 0, this.buffer, 0, head.length);
		this.limit = head.length;
	}

	int u8() throws IOException, BrokenPicture {
		if (this.position == this.limit) {
			fill();
		}
		return this.buffer[this.position++] & 0xFF;
	}

	int u16() throws IOException, BrokenPicture {
		return u8() << 8 | u8();
	}

	long u32() throws IOException, BrokenPicture {
		return (long) u16() << 16 | u16();
	}

	int u16LittleEndian() throws IOException, BrokenPicture {
		return u8() | u8() << 8;
	}

	int u24LittleEndian() throws IOException, BrokenPicture {
		return u16LittleEndian() | u8() << 16;
	}

	long u32LittleEndian() throws IOException, BrokenPicture {
		return u16LittleEndian() | (long) u16LittleEndian() << 16;
	}

	byte[] bytes(int count) throws IOException, BrokenPicture {
		byte[] bytes = new byte[count];
		for (int i = 0; i < count; i++) {
			bytes[i] = (byte) u8();
		}
		return bytes;
	}

	void skip(long count) throws IOException, BrokenPicture {
		long left = count;
		while (left > this.limit - this.position) {
			left -= this.limit - this.position;
			// A file stream skips past its end without a word, so the last byte is read.
			left -= Math.max(0, this.in.skip(left - 1));
			fill();
		}
		this.position += (int) left;
	}

	void skipPast(int value) throws IOException, BrokenPicture {
		while (true) {
			int at = this.position;
			while (at < this.limit && this.buffer[at] != (byte) value) {
				at++;
			}
			this.position = at;
			if (u8() == value) {
				return;
			}
		}
	}

	private void fill() throws IOException, BrokenPicture {
		this.position = 0;
		this.limit = Math.max(0, this.in.read(this.buffer, 0, this.buffer.length));
		if (this.limit == 0) {
			throw new BrokenPicture(this.whenCutOff);
		}
	}

}
