package io.wxomedia.exchange;

import java.io.InputStream;
import java.util.Arrays;

/**
 * A number of zeros, of which none is in memory.
 */
public class Zeros extends InputStream {

	private long left;

	public Zeros(long length) {
		this.left = length;
	}

	@Override
	public int read() {
		return (this.left-- > 0) ? 0 : -1;
	}

	@Override
	public int read(byte[] target, int offset, int count) {
		if (this.left <= 0) {
			return -1;
		}
		int part = (int) Math.min(this.left, count);
		Arrays.fill(target, offset, offset + part, (byte) 0);
		this.left -= part;
		return part;
	}

}
