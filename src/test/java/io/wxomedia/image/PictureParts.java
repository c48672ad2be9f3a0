package io.wxomedia.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A picture taken apart into what it is made of: the chunks of a PNG or WebP, the
 * segments of a JPEG. Written again, lengths and check sums fit.
 */
final class PictureParts {

	private static final int PNG_HEAD = 8;

	private static final int WEBP_HEAD = 12;

	private final Kind kind;

	private final List<Part> parts;

	private PictureParts(Kind kind, List<Part> parts) {
		this.kind = kind;
		this.parts = parts;
	}

	static PictureParts of(byte[] picture) {
		if (startsWith(picture, "\u0089PNG\r\n\u001a\n")) {
			return new PictureParts(Kind.PNG, chunks(picture, PNG_HEAD, ByteOrder.BIG_ENDIAN));
		}
		if (startsWith(picture, "RIFF") && picture.length >= WEBP_HEAD) {
			return new PictureParts(Kind.WEBP, chunks(picture, WEBP_HEAD, ByteOrder.LITTLE_ENDIAN));
		}
		if (startsWith(picture, "\u00ff\u00d8")) {
			return new PictureParts(Kind.JPEG, segments(picture));
		}
		return new PictureParts(Kind.NONE, new ArrayList<>(List.of(new Part("", picture))));
	}

	private static boolean startsWith(byte[] picture, String head) {
		return picture.length >= head.length()
				&& new String(picture, 0, head.length(), StandardCharsets.ISO_8859_1).equals(head);
	}

	private static List<Part> chunks(byte[] picture, int from, ByteOrder order) {
		List<Part> chunks = new ArrayList<>();
		boolean png = order == ByteOrder.BIG_ENDIAN;
		int at = from;
		while (at + 8 <= picture.length) {
			int length = ByteBuffer.wrap(picture).order(order).getInt(png ? at : at + 4);
			int type = png ? at + 4 : at;
			int end = (length < 0 || length > picture.length - at - 8) ? picture.length : at + 8 + length;
			chunks.add(new Part(new String(picture, type, 4, StandardCharsets.ISO_8859_1),
					Arrays.copyOfRange(picture, at + 8, end)));
			at = end + (png ? 4 : length & 1);
		}
		return chunks;
	}

	/**
	 * A segment of the data that follows a SOS, up to the next marker, has no type.
	 */
	private static List<Part> segments(byte[] picture) {
		List<Part> segments = new ArrayList<>();
		int at = 2;
		while (at < picture.length) {
			int marker = (at + 4 <= picture.length && picture[at] == -1) ? picture[at + 1] & 0xFF : 0;
			if (marker < 0xC0 || marker >= 0xD0 && marker <= 0xD9) {
				int end = at + 1;
				while (end < picture.length && !(picture[end] == -1 && end + 1 < picture.length
						&& (picture[end + 1] & 0xFF) >= 0xC0 && (picture[end + 1] & 0xF8) != 0xD0)) {
					end++;
				}
				segments.add(new Part("", Arrays.copyOfRange(picture, at, end)));
				at = end;
				continue;
			}
			int length = (picture[at + 2] & 0xFF) << 8 | picture[at + 3] & 0xFF;
			int end = Math.max(at + 4, Math.min(picture.length, at + 2 + length));
			segments.add(new Part(String.valueOf((char) marker), Arrays.copyOfRange(picture, at + 4, end)));
			at = end;
		}
		return segments;
	}

	Kind kind() {
		return this.kind;
	}

	/**
	 * Return the parts, which may be changed.
	 */
	List<Part> parts() {
		return this.parts;
	}

	byte[] write() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		switch (this.kind) {
			case PNG -> out.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
			case WEBP -> out.writeBytes("RIFF....WEBP".getBytes(StandardCharsets.ISO_8859_1));
			case JPEG -> out.writeBytes(new byte[] { -1, (byte) 0xD8 });
			case NONE -> {
				// It has no head.
			}
		}
		this.parts.forEach((part) -> write(part, out));
		byte[] written = out.toByteArray();
		if (this.kind == Kind.WEBP) {
			ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).putInt(4, written.length - 8);
		}
		return written;
	}

	private void write(Part part, ByteArrayOutputStream out) {
		byte[] type = part.type().getBytes(StandardCharsets.ISO_8859_1);
		byte[] data = part.data();
		switch (this.kind) {
			case PNG -> {
				CRC32 sum = new CRC32();
				sum.update(type);
				sum.update(data);
				out.writeBytes(ByteBuffer.allocate(8).putInt(data.length).put(type).array());
				out.writeBytes(data);
				out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
			}
			case WEBP -> {
				out.writeBytes(
						ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).put(type).putInt(data.length).array());
				out.writeBytes(data);
				if ((data.length & 1) == 1) {
					out.write(0);
				}
			}
			case JPEG -> {
				if (type.length > 0) {
					int length = Math.min(0xFFFF, data.length + 2);
					out.writeBytes(new byte[] { -1, type[0], (byte) (length >> 8), (byte) length });
				}
				out.writeBytes(data);
			}
			case NONE -> out.writeBytes(data);
		}
	}

	/**
	 * The kinds of pictures, and what is none of them.
	 */
	enum Kind {

		PNG, JPEG, WEBP, NONE

	}

	/**
	 * A chunk or segment.
	 *
	 * @param type the four characters of a chunk, the marker of a segment as one
	 * @param data what it holds
	 */
	record Part(String type, byte[] data) {

	}

}
