package io.wxomedia.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Moves the index of an MP4 (the box {@code moov}) in front of its pictures, so that a
 * player can begin before it has the whole file (ISO/IEC 14496-12).
 */
final class IndexInFront {

	private static final int HEADER = 8;

	private static final int LARGEST_INDEX = 16 * 1024 * 1024;

	private static final Set<String> CONTAINERS = Set.of("moov", "trak", "mdia", "minf", "stbl");

	private IndexInFront() {
	}

	/**
	 * Copy a file, its index in front.
	 * @param from the file
	 * @param to where the copy goes
	 * @throws IOException if it cannot be copied, or is no MP4 with an index
	 */
	static void write(Path from, Path to) throws IOException {
		try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
				FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
						StandardOpenOption.TRUNCATE_EXISTING)) {
			List<Box> boxes = boxes(in);
			Box index = boxes.stream()
				.filter((box) -> box.type().equals("moov"))
				.findFirst()
				.orElseThrow(() -> new IOException("The file has no index"));
			if (index.length() > LARGEST_INDEX) {
				throw new IOException("The index has " + index.length() + " bytes");
			}
			Box pictures = boxes.stream()
				.filter((box) -> box.type().equals("mdat"))
				.findFirst()
				.orElseThrow(() -> new IOException("The file has no pictures"));
			ByteBuffer moved = read(in, index);
			shift(moved, 0, moved.limit(), (index.offset() > pictures.offset()) ? index.length() : 0);
			for (Box box : boxes) {
				if (box.type().equals("mdat")) {
					write(out, moved);
				}
				if (!box.type().equals("moov")) {
					copy(in, box, out);
				}
			}
			out.force(true);
		}
	}

	private static List<Box> boxes(FileChannel in) throws IOException {
		List<Box> boxes = new ArrayList<>();
		long offset = 0;
		while (offset + HEADER <= in.size()) {
			ByteBuffer header = ByteBuffer.allocate(2 * HEADER);
			in.read(header, offset);
			header.flip();
			long length = Integer.toUnsignedLong(header.getInt(0));
			if (length == 1 && header.limit() == 2 * HEADER) {
				length = header.getLong(HEADER);
			}
			else if (length == 0) {
				length = in.size() - offset;
			}
			if (length < HEADER || length > in.size() - offset) {
				throw new IOException("A box is longer than the file");
			}
			boxes.add(new Box(type(header, 4), offset, length));
			offset += length;
		}
		return boxes;
	}

	private static String type(ByteBuffer bytes, int at) {
		byte[] type = new byte[4];
		bytes.get(at, type);
		return new String(type, StandardCharsets.ISO_8859_1);
	}

	private static ByteBuffer read(FileChannel in, Box box) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate((int) box.length());
		while (bytes.hasRemaining()) {
			if (in.read(bytes, box.offset() + bytes.position()) < 0) {
				throw new IOException("The file became shorter");
			}
		}
		bytes.flip();
		return bytes;
	}

	/**
	 * Add to the places that the index names, down to the tables of chunks.
	 */
	private static void shift(ByteBuffer bytes, int from, int to, long by) throws IOException {
		int at = from;
		while (at + HEADER <= to) {
			int length = bytes.getInt(at);
			if (length < HEADER || length > to - at) {
				throw new IOException("A box of the index is longer than the index");
			}
			String type = type(bytes, at + 4);
			if (CONTAINERS.contains(type)) {
				shift(bytes, at + HEADER, at + length, by);
			}
			else if (type.equals("stco")) {
				for (int entry = at + 16; entry < at + length; entry += 4) {
					bytes.putInt(entry, (int) (bytes.getInt(entry) + by));
				}
			}
			else if (type.equals("co64")) {
				for (int entry = at + 16; entry < at + length; entry += 8) {
					bytes.putLong(entry, bytes.getLong(entry) + by);
				}
			}
			at += length;
		}
	}

	private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			out.write(bytes);
		}
	}

	private static void copy(FileChannel in, Box box, FileChannel out) throws IOException {
		long copied = 0;
		while (copied < box.length()) {
			copied += in.transferTo(box.offset() + copied, box.length() - copied, out);
		}
	}

	/**
	 * A part of the file.
	 *
	 * @param type its four letters
	 * @param offset where it begins
	 * @param length how long it is, its header included
	 */
	private record Box(String type, long offset, long length) {

	}

}
