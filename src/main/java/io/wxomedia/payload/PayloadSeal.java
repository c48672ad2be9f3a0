package io.wxomedia.payload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * What a payload was when it was stored. Kept beside its bytes: at the end of a file, or
 * in the head row.
 * <p>
 * A CRC, since the enemy is a disk and not a forger, who could write a new digest as
 * well: processors compute it at memory speed, and it is checked on every reading.
 *
 * @param length the length in bytes
 * @param crc32c the CRC-32C (RFC 3720) of the bytes, unsigned
 */
record PayloadSeal(long length, long crc32c) {

	/**
	 * The length of a seal at the end of a file.
	 */
	static final int LENGTH_IN_FILE = 16;

	private static final int MARK = 0x57584d31;

	static PayloadSeal of(long length, CRC32C checksum) {
		return new PayloadSeal(length, checksum.getValue());
	}

	void writeTo(ByteBuffer buffer) {
		buffer.putLong(this.length).putInt((int) this.crc32c).putInt(MARK);
	}

	/**
	 * Read the seal of a file, and compare the file's length with it.
	 * @param file the file
	 * @param id the payload, for the failure
	 * @return the seal
	 * @throws PayloadDamaged if the seal is not there or the length is another one
	 * @throws IOException if the file cannot be read
	 */
	static PayloadSeal read(FileChannel file, PayloadId id) throws IOException {
		long length = file.size() - LENGTH_IN_FILE;
		ByteBuffer buffer = ByteBuffer.allocate(LENGTH_IN_FILE);
		while (length >= 0 && buffer.hasRemaining() && file.read(buffer, length + buffer.position()) >= 0) {
			continue;
		}
		buffer.flip();
		if (buffer.remaining() < LENGTH_IN_FILE) {
			throw new PayloadDamaged(id, "only " + file.size() + " bytes are left of it");
		}
		PayloadSeal seal = new PayloadSeal(buffer.getLong(), buffer.getInt() & 0xffffffffL);
		if (buffer.getInt() != MARK) {
			throw new PayloadDamaged(id, "its end was cut off or overwritten");
		}
		if (seal.length() != length) {
			throw new PayloadDamaged(id, length + " bytes are there instead of " + seal.length());
		}
		return seal;
	}

}
