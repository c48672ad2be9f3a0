package io.wxomedia.picture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG.
 */
final class PngStructure {

	private static final int SIGNATURE_LENGTH = 8;

	private static final int CRC_LENGTH = 4;

	private PngStructure() {
	}

	static DecodingEffort check(ForwardReader reader) throws IOException, BrokenPicture {
		Chunks chunks = walk(reader);
		PngHeader header = chunks.header();
		long twoRows = 2 * (((long) header.width() * header.bitsPerPixel() + 7) / 8);
		return DecodingEffort.of(new PictureHeader(PictureFormat.PNG, header.width(), header.height()), 1,
				(chunks.transparent() ? 4 : 3) * (chunks.turned() ? 2 : 1), twoRows);
	}

	/**
	 * Return whether pixels can be transparent.
	 */
	static boolean isTransparent(ForwardReader reader) throws IOException, BrokenPicture {
		return walk(reader).transparent();
	}

	private static Chunks walk(ForwardReader reader) throws IOException, BrokenPicture {
		reader.skip(SIGNATURE_LENGTH);
		PngHeader header = header(reader);
		boolean hasPixels = false;
		boolean transparent = header.colours().alpha();
		boolean turned = false;
		while (true) {
			long length = reader.u32();
			String type = type(reader.bytes(4));
			if (length > Integer.MAX_VALUE) {
				throw new BrokenPicture("The PNG is damaged: its %s chunk claims %d bytes".formatted(type, length));
			}
			reader.skip(length + CRC_LENGTH);
			hasPixels |= type.equals("IDAT");
			transparent |= type.equals("tRNS");
			turned |= type.equals("eXIf");
			if (type.equals("IEND")) {
				break;
			}
		}
		if (!hasPixels) {
			throw new BrokenPicture("The PNG is damaged: it has no IDAT chunk");
		}
		return new Chunks(header, transparent, turned);
	}

	private static PngHeader header(ForwardReader reader) throws IOException, BrokenPicture {
		long length = reader.u32();
		byte[] typeAndData = reader.bytes(4 + PngHeader.LENGTH);
		CRC32 crc = new CRC32();
		crc.update(typeAndData);
		if (length != PngHeader.LENGTH || !type(typeAndData).equals("IHDR") || crc.getValue() != reader.u32()) {
			throw new BrokenPicture("The PNG is damaged: it does not begin with a valid IHDR chunk");
		}
		return PngHeader.parse(ByteBuffer.wrap(typeAndData, 4, PngHeader.LENGTH));
	}

	private static String type(byte[] bytes) throws BrokenPicture {
		for (int i = 0; i < 4; i++) {
			int letter = bytes[i] | 0x20;
			if (letter < 'a' || letter > 'z') {
				throw new BrokenPicture("The PNG is damaged: bytes that are no chunk follow before its IEND chunk");
			}
		}
		return new String(bytes, 0, 4, StandardCharsets.ISO_8859_1);
	}

	/**
	 * What the chunks say.
	 *
	 * @param header the IHDR chunk
	 * @param transparent whether pixels can be transparent
	 * @param turned whether there is metadata that may turn the picture
	 */
	private record Chunks(PngHeader header, boolean transparent, boolean turned) {

	}

}
