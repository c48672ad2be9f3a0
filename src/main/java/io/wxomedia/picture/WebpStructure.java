package io.wxomedia.picture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a WebP.
 */
final class WebpStructure {

	private static final int CHUNK_HEADER_LENGTH = 8;

	private static final int LOSSY_START_CODE = 0x2A019D;

	private static final int LOSSLESS_SIGNATURE = 0x2F;

	private static final int FOURTEEN_BITS = 0x3FFF;

	/**
	 * What the reader takes for a pixel, measured: it keeps every macroblock as objects.
	 */
	private static final int LOSSY_BYTES = 130;

	private static final int LOSSLESS_BYTES = 12;

	private WebpStructure() {
	}

	static DecodingEffort check(ForwardReader reader) throws IOException, BrokenPicture {
		reader.skip(4);
		long left = reader.u32LittleEndian() - 4;
		reader.skip(4);
		PictureHeader header = null;
		boolean hasPixels = false;
		boolean lossy = false;
		while (left >= CHUNK_HEADER_LENGTH) {
			String type = new String(reader.bytes(4), StandardCharsets.ISO_8859_1);
			long length = reader.u32LittleEndian();
			left -= CHUNK_HEADER_LENGTH;
			if (length > left) {
				throw new BrokenPicture("The WebP is damaged: a chunk is longer than the RIFF length leaves room for");
			}
			long padded = Math.min(length + (length & 1), left);
			int read = 0;
			if (header == null) {
				read = headerLength(type, length);
				header = header(type, reader);
			}
			reader.skip(padded - read);
			left -= padded;
			hasPixels |= type.equals("VP8 ") || type.equals("VP8L") || type.equals("ANMF");
			lossy |= type.equals("VP8 ") || type.equals("ANMF");
		}
		reader.skip(Math.max(0, left));
		return DecodingEffort.of(complete(header, hasPixels), 1, (lossy) ? LOSSY_BYTES : LOSSLESS_BYTES, 0);
	}

	private static PictureHeader complete(@Nullable PictureHeader header, boolean hasPixels) throws BrokenPicture {
		if (header == null) {
			throw withoutHeader();
		}
		if (!hasPixels) {
			throw new BrokenPicture("The WebP is damaged: it has no chunk with pixels");
		}
		return header;
	}

	private static int headerLength(String type, long length) throws BrokenPicture {
		int needed = type.equals("VP8L") ? 5 : 10;
		if (length < needed) {
			throw withoutHeader();
		}
		return needed;
	}

	private static PictureHeader header(String type, ForwardReader reader) throws IOException, BrokenPicture {
		return switch (type) {
			case "VP8 " -> lossy(reader);
			case "VP8L" -> lossless(reader);
			case "VP8X" -> extended(reader);
			default -> throw withoutHeader();
		};
	}

	private static PictureHeader lossy(ForwardReader reader) throws IOException, BrokenPicture {
		boolean keyFrame = (reader.u24LittleEndian() & 1) == 0;
		if (!keyFrame || reader.u24LittleEndian() != LOSSY_START_CODE) {
			throw withoutHeader();
		}
		// The two bits above each size are a hint for scaling.
		int width = reader.u16LittleEndian() & FOURTEEN_BITS;
		int height = reader.u16LittleEndian() & FOURTEEN_BITS;
		return new PictureHeader(PictureFormat.WEBP, width, height);
	}

	private static PictureHeader lossless(ForwardReader reader) throws IOException, BrokenPicture {
		if (reader.u8() != LOSSLESS_SIGNATURE) {
			throw withoutHeader();
		}
		long bits = reader.u32LittleEndian();
		int width = (int) (bits & FOURTEEN_BITS) + 1;
		int height = (int) (bits >> 14 & FOURTEEN_BITS) + 1;
		return new PictureHeader(PictureFormat.WEBP, width, height);
	}

	private static PictureHeader extended(ForwardReader reader) throws IOException, BrokenPicture {
		reader.skip(4);
		int width = reader.u24LittleEndian() + 1;
		int height = reader.u24LittleEndian() + 1;
		return new PictureHeader(PictureFormat.WEBP, width, height);
	}

	private static BrokenPicture withoutHeader() {
		return new BrokenPicture("The WebP is damaged: it does not begin with a valid VP8, VP8L or VP8X header");
	}

}
