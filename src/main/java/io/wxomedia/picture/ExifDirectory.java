package io.wxomedia.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The first directory of EXIF data, of which only the orientation is looked for. Cameras
 * and editors leave directories whose count, offsets or other entries are wrong, and
 * viewers turn such pictures all the same; so each entry is judged on its own, and
 * nothing but the directory is read. See TIFF 6.0, section 2.
 */
final class ExifDirectory {

	private static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

	private static final int HEADER_LENGTH = 8;

	private static final int ENTRY_LENGTH = 12;

	private static final int ORIENTATION = 0x0112;

	private final ByteBuffer tiff;

	private ExifDirectory(ByteBuffer tiff) {
		this.tiff = tiff;
	}

	/**
	 * Find the orientation.
	 * @param exif the EXIF data from its TIFF header on, or from the prefix before it
	 * @return the tag's value, or 0 if there is none
	 */
	static long orientation(byte[] exif) {
		int start = startsWithPrefix(exif) ? PREFIX.length : 0;
		ByteBuffer tiff = ByteBuffer.wrap(exif, start, exif.length - start).slice();
		ByteOrder order = order(tiff);
		return (order != null) ? new ExifDirectory(tiff.order(order)).orientation() : 0;
	}

	private static boolean startsWithPrefix(byte[] exif) {
		return exif.length >= PREFIX.length && Arrays.equals(exif, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
	}

	private static @Nullable ByteOrder order(ByteBuffer tiff) {
		if (tiff.limit() < HEADER_LENGTH) {
			return null;
		}
		return switch (tiff.getShort(0)) {
			case 0x4949 -> ByteOrder.LITTLE_ENDIAN;
			case 0x4D4D -> ByteOrder.BIG_ENDIAN;
			default -> null;
		};
	}

	private long orientation() {
		long directory = this.tiff.getInt(4) & 0xFFFFFFFFL;
		if (directory > this.tiff.limit() - 2) {
			return 0;
		}
		int count = this.tiff.getShort((int) directory) & 0xFFFF;
		int first = (int) directory + 2;
		for (int i = 0; i < count && first + i * ENTRY_LENGTH <= this.tiff.limit() - ENTRY_LENGTH; i++) {
			int entry = first + i * ENTRY_LENGTH;
			if ((this.tiff.getShort(entry) & 0xFFFF) == ORIENTATION) {
				return value(entry);
			}
		}
		return 0;
	}

	// The standard says SHORT; others are met.
	private long value(int entry) {
		int at = entry + 8;
		return switch (this.tiff.getShort(entry + 2)) {
			case 1, 6 -> this.tiff.get(at);
			case 3, 8 -> this.tiff.getShort(at);
			case 4, 9 -> this.tiff.getInt(at);
			default -> 0;
		};
	}

}
