package io.wxomedia.payload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * Compares a payload with what was stored while it is read. The last bytes are handed out
 * only if all of them were right.
 */
class SealedInputStream extends FilterInputStream {

	private final PayloadId id;

	private final long length;

	private final @Nullable Long expected;

	private final CRC32C checksum = new CRC32C();

	private long position;

	/**
	 * Begin to read.
	 * @param in the bytes as they are now
	 * @param id the payload, for the failure
	 * @param length how many bytes were stored
	 * @param expected their CRC-32C, or {@code null} if it was not noted
	 */
	SealedInputStream(InputStream in, PayloadId id, long length, @Nullable Long expected) {
		super(in);
		this.id = id;
		this.length = length;
		this.expected = expected;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		if (this.position == this.length) {
			return -1;
		}
		if (count == 0) {
			return 0;
		}
		int read = super.read(bytes, offset, (int) Math.min(count, this.length - this.position));
		if (read < 0) {
			throw new PayloadDamaged(this.id, "it ends after " + this.position + " of " + this.length + " bytes");
		}
		this.checksum.update(bytes, offset, read);
		this.position += read;
		if (this.position == this.length && this.expected != null && this.expected != this.checksum.getValue()) {
			throw new PayloadDamaged(this.id, "its bytes are others");
		}
		return read;
	}

	/**
	 * What is skipped is checked as well.
	 */
	@Override
	public long skip(long count) throws IOException {
		byte[] buffer = new byte[(int) Math.min(8192, Math.max(count, 1))];
		long left = count;
		while (left > 0) {
			int read = read(buffer, 0, (int) Math.min(buffer.length, left));
			if (read < 0) {
				break;
			}
			left -= read;
		}
		return Math.max(count, 0) - Math.max(left, 0);
	}

	@Override
	public boolean markSupported() {
		return false;
	}

}
