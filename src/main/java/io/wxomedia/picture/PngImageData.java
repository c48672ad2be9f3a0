package io.wxomedia.picture;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The compressed pixels of a PNG: the contents of its IDAT chunks, which follow each
 * other, as one stream.
 */
final class PngImageData extends InputStream {

	private static final int IDAT = 0x49444154;

	private final DataInputStream in;

	private int left;

	private boolean ended;

	/**
	 * Start in the first IDAT chunk.
	 * @param in stands after the chunk's type
	 * @param length the chunk's length
	 */
	PngImageData(DataInputStream in, int length) {
		this.in = in;
		this.left = length;
	}

	static String type(int code) {
		return new String(ByteBuffer.allocate(4).putInt(code).array(), StandardCharsets.ISO_8859_1);
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte @Nullable [] target, int offset, int length) throws IOException {
		while (this.left == 0 && !this.ended) {
			nextChunk();
		}
		if (this.ended) {
			return -1;
		}
		int count = this.in.read(target, offset, Math.min(length, this.left));
		this.left -= Math.max(0, count);
		return count;
	}

	void skipToEnd() throws IOException {
		while (!this.ended) {
			this.in.skipNBytes(this.left);
			nextChunk();
		}
	}

	private void nextChunk() throws IOException {
		this.in.skipNBytes(4);
		this.in.mark(8);
		this.left = this.in.readInt();
		if (this.in.readInt() != IDAT) {
			this.ended = true;
			this.in.reset();
		}
	}

}
