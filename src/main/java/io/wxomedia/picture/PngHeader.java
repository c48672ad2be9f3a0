package io.wxomedia.picture;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The IHDR chunk of a PNG.
 *
 * @param width the width in pixels
 * @param height the height in pixels
 * @param depth the bits of one sample: 1, 2, 4, 8 or 16
 * @param colours what the samples of a pixel mean
 * @param interlaced whether the pixels come in the seven passes of Adam7
 */
record PngHeader(int width, int height, int depth, Colours colours, boolean interlaced) {

	static final int LENGTH = 13;

	static PngHeader parse(ByteBuffer data) throws BrokenPicture {
		int width = data.getInt();
		int height = data.getInt();
		int depth = data.get();
		Colours colours = Colours.of(data.get());
		int compression = data.get();
		int filter = data.get();
		int interlace = data.get();
		if (width < 0 || height < 0 || !colours.allows(depth) || compression != 0 || filter != 0 || interlace < 0
				|| interlace > 1) {
			throw new BrokenPicture("The PNG is damaged: its IHDR chunk holds values that PNG does not know");
		}
		return new PngHeader(width, height, depth, colours, interlace == 1);
	}

	int bitsPerPixel() {
		return this.colours.samples * this.depth;
	}

	/**
	 * The colour types of PNG.
	 */
	enum Colours {

		GREY(0, 1, 1, 2, 4, 8, 16),

		RGB(2, 3, 8, 16),

		PALETTE(3, 1, 1, 2, 4, 8),

		GREY_ALPHA(4, 2, 8, 16),

		RGB_ALPHA(6, 4, 8, 16);

		private final int code;

		private final int samples;

		private final int[] depths;

		Colours(int code, int samples, int... depths) {
			this.code = code;
			this.samples = samples;
			this.depths = depths;
		}

		private boolean allows(int depth) {
			return Arrays.binarySearch(this.depths, depth) >= 0;
		}

		boolean alpha() {
			return this == GREY_ALPHA || this == RGB_ALPHA;
		}

		private static Colours of(int code) throws BrokenPicture {
			for (Colours candidate : values()) {
				if (candidate.code == code) {
					return candidate;
				}
			}
			throw new BrokenPicture("The PNG is damaged: its IHDR chunk names the unknown colour type " + code);
		}

	}

}
