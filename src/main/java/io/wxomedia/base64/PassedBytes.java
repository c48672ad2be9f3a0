package io.wxomedia.base64;

import java.util.Arrays;

/**
 * What of a document is passed on to the parser and was not fetched yet. Not thread-safe.
 */
final class PassedBytes {

	private final long most;

	private byte[] bytes = new byte[8 * 1024];

	private int position;

	private int end;

	private long count;

	/**
	 * Begin with nothing.
	 * @param most how many bytes may be passed in all
	 */
	PassedBytes(long most) {
		this.most = most;
	}

	void add(int b) throws DivertedField.TooLong {
		this.count++;
		if (this.count > this.most) {
			throw new DivertedField.TooLong();
		}
		if (this.end == this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, 2 * this.bytes.length);
		}
		this.bytes[this.end++] = (byte) b;
	}

	boolean isEmpty() {
		return this.position == this.end;
	}

	boolean isAlmostFull() {
		return this.end >= this.bytes.length - 16;
	}

	/**
	 * Fetch some bytes, of which there must be one at least.
	 * @return how many were fetched
	 */
	int fetch(byte[] target, int offset, int length) {
		int fetched = Math.min(length, this.end - this.position);
		System.arraycopy(this.bytes, this.position, target, offset, fetched);
		this.position += fetched;
		if (this.position == this.end) {
			this.position = 0;
			this.end = 0;
		}
		return fetched;
	}

}
