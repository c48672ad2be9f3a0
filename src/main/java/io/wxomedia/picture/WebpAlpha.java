package io.wxomedia.picture;

import java.awt.image.BufferedImage;

import org.jspecify.annotations.Nullable;

/**
 * The alpha of a lossy WebP that is stored without compression: one byte a pixel, each
 * row filtered by its neighbours.
 */
@SuppressWarnings("ArrayRecordComponent")
record WebpAlpha(byte[] chunk) {

	private static final int COMPRESSION = 0x03;

	private static final int HORIZONTAL = 1;

	private static final int VERTICAL = 2;

	private static final int GRADIENT = 3;

	/**
	 * Look at an ALPH chunk.
	 * @param chunk its data
	 * @return the alpha, or {@code null} if it is compressed
	 */
	static @Nullable WebpAlpha ofUncompressed(byte[] chunk) {
		return (chunk.length > 0 && (chunk[0] & COMPRESSION) == 0) ? new WebpAlpha(chunk) : null;
	}

	/**
	 * Give pixels their alpha. Pixels whose alpha is missing stay as they are.
	 * @param image the pixels
	 * @return new ones
	 */
	BufferedImage applyTo(BufferedImage image) {
		int width = image.getWidth();
		int height = image.getHeight();
		BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
		int filter = this.chunk[0] >> 2 & 0x03;
		int[] above = new int[width];
		int[] row = new int[width];
		int[] pixels = new int[width];
		for (int y = 0; y < height; y++) {
			image.getRGB(0, y, width, 1, pixels, 0, width);
			for (int x = 0; x < width; x++) {
				long at = 1 + (long) y * width + x;
				int value = (at < this.chunk.length) ? this.chunk[(int) at] : 0xFF;
				row[x] = value + prediction(filter, row, above, x, y) & 0xFF;
				pixels[x] = pixels[x] & 0xFFFFFF | row[x] << 24;
			}
			result.setRGB(0, y, width, 1, pixels, 0, width);
			int[] done = above;
			above = row;
			row = done;
		}
		return result;
	}

	private static int prediction(int filter, int[] row, int[] above, int x, int y) {
		if (filter == 0 || (x == 0 && y == 0)) {
			return 0;
		}
		if (y == 0) {
			return row[x - 1];
		}
		if (x == 0) {
			return above[0];
		}
		return switch (filter) {
			case HORIZONTAL -> row[x - 1];
			case VERTICAL -> above[x];
			case GRADIENT -> Math.max(0, Math.min(255, row[x - 1] + above[x] - above[x - 1]));
			default -> 0;
		};
	}

}
