package io.wxomedia.picture;

import org.jspecify.annotations.Nullable;

/**
 * Turns packed samples of one PNG into ARGB pixels. Samples of less than 8 bits are
 * scaled to the full range; of 16 bits the high byte is taken.
 */
abstract class PngSamples {

	private static final int OPAQUE = 0xFF000000;

	/**
	 * Return whether pixels may be transparent.
	 * @return whether there is an alpha channel or a transparent colour
	 */
	abstract boolean transparent();

	/**
	 * Convert a part of a row.
	 * @param row the samples as packed in the file
	 * @param first the first pixel to convert
	 * @param argb takes the pixels
	 * @param count how many pixels to convert
	 */
	abstract void toArgb(byte[] row, int first, int[] argb, int count);

	static PngSamples of(PngHeader header, byte[] palette, byte @Nullable [] transparency) throws BrokenPicture {
		int depth = header.depth();
		int bytes = depth / 8;
		return switch (header.colours()) {
			case PALETTE -> new Indexed(depth, colours(palette, transparency), transparency != null);
			case GREY -> (depth > 8) ? new DeepGrey(key(transparency, 1, depth))
					: new Indexed(depth, greys(depth, key(transparency, 1, depth)), transparency != null);
			case RGB -> new Rgb(bytes, key(transparency, 3, depth));
			case GREY_ALPHA -> new GreyAlpha(bytes);
			case RGB_ALPHA -> new RgbAlpha(bytes);
		};
	}

	private static int[] colours(byte[] palette, byte @Nullable [] transparency) throws BrokenPicture {
		if (palette.length < 3) {
			throw new BrokenPicture("The PNG is damaged: it has no palette (PLTE chunk)");
		}
		int[] colours = new int[256];
		for (int i = 0; i < colours.length; i++) {
			colours[i] = (i < palette.length / 3) ? OPAQUE | rgb(palette, 3 * i, 1) : OPAQUE;
			if (transparency != null && i < transparency.length) {
				colours[i] = colours[i] & ~OPAQUE | transparency[i] << 24;
			}
		}
		return colours;
	}

	private static int[] greys(int depth, long key) {
		int[] greys = new int[1 << depth];
		int most = greys.length - 1;
		for (int i = 0; i < greys.length; i++) {
			greys[i] = ((i == key) ? 0 : OPAQUE) | grey(i * 255 / most);
		}
		return greys;
	}

	// Return the samples of the one transparent colour, one after the other in as many
	// bits
	// as the file uses.
	private static long key(byte @Nullable [] transparency, int samples, int depth) {
		if (transparency == null || transparency.length < 2 * samples) {
			return -1;
		}
		long key = 0;
		for (int i = 0; i < samples; i++) {
			int sample = (transparency[2 * i] & 0xFF) << 8 | transparency[2 * i + 1] & 0xFF;
			key = key << depth | sample & (1 << depth) - 1;
		}
		return key;
	}

	private static int grey(int value) {
		return value * 0x010101;
	}

	private static int rgb(byte[] row, int at, int step) {
		return (row[at] & 0xFF) << 16 | (row[at + step] & 0xFF) << 8 | row[at + 2 * step] & 0xFF;
	}

	/**
	 * Palette colours, and grey values of up to 8 bits.
	 */
	private static final class Indexed extends PngSamples {

		private final int depth;

		private final int[] colours;

		private final boolean transparent;

		Indexed(int depth, int[] colours, boolean transparent) {
			this.depth = depth;
			this.colours = colours;
			this.transparent = transparent;
		}

		@Override
		boolean transparent() {
			return this.transparent;
		}

		@Override
		void toArgb(byte[] row, int first, int[] argb, int count) {
			int mask = (1 << this.depth) - 1;
			for (int i = 0; i < count; i++) {
				long bit = (long) (first + i) * this.depth;
				argb[i] = this.colours[row[(int) (bit >> 3)] >> 8 - this.depth - (int) (bit & 7) & mask];
			}
		}

	}

	/**
	 * Grey values of 16 bits.
	 */
	private static final class DeepGrey extends PngSamples {

		private final long key;

		DeepGrey(long key) {
			this.key = key;
		}

		@Override
		boolean transparent() {
			return this.key >= 0;
		}

		@Override
		void toArgb(byte[] row, int first, int[] argb, int count) {
			for (int i = 0; i < count; i++) {
				int at = 2 * (first + i);
				int high = row[at] & 0xFF;
				int sample = high << 8 | row[at + 1] & 0xFF;
				argb[i] = ((sample == this.key) ? 0 : OPAQUE) | grey(high);
			}
		}

	}

	/**
	 * Colours, one of which may be transparent.
	 */
	private static final class Rgb extends PngSamples {

		private final int bytes;

		private final long key;

		Rgb(int bytes, long key) {
			this.bytes = bytes;
			this.key = key;
		}

		@Override
		boolean transparent() {
			return this.key >= 0;
		}

		@Override
		void toArgb(byte[] row, int first, int[] argb, int count) {
			for (int i = 0; i < count; i++) {
				argb[i] = OPAQUE | rgb(row, 3 * (first + i) * this.bytes, this.bytes);
			}
			for (int i = 0; i < count && transparent(); i++) {
				if (samples(row, 3 * (first + i) * this.bytes) == this.key) {
					argb[i] &= ~OPAQUE;
				}
			}
		}

		private long samples(byte[] row, int at) {
			long samples = 0;
			for (int i = 0; i < 3 * this.bytes; i++) {
				samples = samples << 8 | row[at + i] & 0xFF;
			}
			return samples;
		}

	}

	/**
	 * Grey values, each with its alpha.
	 */
	private static final class GreyAlpha extends PngSamples {

		private final int bytes;

		GreyAlpha(int bytes) {
			this.bytes = bytes;
		}

		@Override
		boolean transparent() {
			return true;
		}

		@Override
		void toArgb(byte[] row, int first, int[] argb, int count) {
			for (int i = 0; i < count; i++) {
				int at = 2 * (first + i) * this.bytes;
				argb[i] = row[at + this.bytes] << 24 | grey(row[at] & 0xFF);
			}
		}

	}

	/**
	 * Colours, each with its alpha.
	 */
	private static final class RgbAlpha extends PngSamples {

		private final int bytes;

		RgbAlpha(int bytes) {
			this.bytes = bytes;
		}

		@Override
		boolean transparent() {
			return true;
		}

		@Override
		void toArgb(byte[] row, int first, int[] argb, int count) {
			for (int i = 0; i < count; i++) {
				int at = 4 * (first + i) * this.bytes;
				argb[i] = row[at + 3 * this.bytes] << 24 | rgb(row, at, this.bytes);
			}
		}

	}

}
