package io.wxomedia.picture;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Walks the segments and scans of a JPEG.
 */
final class JpegStructure {

	private static final int TEM = 0x01;

	private static final int SOF0 = 0xC0;

	private static final int DHT = 0xC4;

	private static final int JPG = 0xC8;

	private static final int DAC = 0xCC;

	private static final int SOF15 = 0xCF;

	private static final int RST0 = 0xD0;

	private static final int RST7 = 0xD7;

	private static final int SOI = 0xD8;

	private static final int EOI = 0xD9;

	private static final int SOS = 0xDA;

	private static final int APP1 = 0xE1;

	private static final int SIZE_LENGTH = 5;

	private static final int OPAQUE_BYTES = 3;

	private JpegStructure() {
	}

	static DecodingEffort check(ForwardReader reader) throws IOException, BrokenPicture {
		PictureHeader header = null;
		int components = 0;
		boolean turned = false;
		int scans = 0;
		for (int marker = nextMarker(reader); marker != EOI; marker = nextMarker(reader)) {
			if (marker == SOI) {
				continue;
			}
			int left = reader.u16() - 2;
			if (left < 0) {
				throw new BrokenPicture("The JPEG is damaged: a segment's length is less than 2");
			}
			if (isFrame(marker) && header == null && left >= SIZE_LENGTH) {
				header = frame(reader);
				left -= SIZE_LENGTH;
				if (left > 0) {
					components = reader.u8();
					left--;
				}
			}
			turned |= marker == APP1;
			scans += (marker == SOS) ? 1 : 0;
			reader.skip(left);
		}
		PictureHeader complete = complete(header, scans);
		// What ImageIO reads, which is then converted or turned.
		int copies = Math.max((turned) ? OPAQUE_BYTES : 0, (components == 3) ? 0 : 2 * components);
		return DecodingEffort.of(complete, scans, OPAQUE_BYTES + copies, 0);
	}

	private static PictureHeader complete(@Nullable PictureHeader header, int scans) throws BrokenPicture {
		if (header == null) {
			throw new BrokenPicture("The JPEG is damaged: it has no frame header (SOF)");
		}
		if (scans == 0) {
			throw new BrokenPicture("The JPEG is damaged: it has no scan (SOS)");
		}
		return header;
	}

	// Skip compressed data, restart markers and fill bytes. Bytes between two segments
	// are
	// skipped too, as every decoder does.
	private static int nextMarker(ForwardReader reader) throws IOException, BrokenPicture {
		while (true) {
			reader.skipPast(0xFF);
			int marker = reader.u8();
			while (marker == 0xFF) {
				marker = reader.u8();
			}
			boolean standsAlone = marker == 0 || marker == TEM || (marker >= RST0 && marker <= RST7);
			if (!standsAlone) {
				return marker;
			}
		}
	}

	private static boolean isFrame(int marker) {
		return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
	}

	private static PictureHeader frame(ForwardReader reader) throws IOException, BrokenPicture {
		reader.u8();
		int height = reader.u16();
		int width = reader.u16();
		return new PictureHeader(PictureFormat.JPEG, width, height);
	}

}
