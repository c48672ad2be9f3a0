package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Filters that redraw a picture by other means: pencil, brush, ink or tiles.
 */
final class Drawing {

	private static final int ALPHA = 0xFF000000;

	private Drawing() {
	}

	/**
	 * Return a filter that divides the brightness by that of the surroundings: what is
	 * flat becomes paper, what changes becomes a pencil line.
	 * @return the filter
	 */
	static Filter pencil() {
		return (image) -> {
			int[] pixels = Filter.pixels(image);
			int[] blurred = pixels.clone();
			Blur.gaussian(blurred, image, Math.max(1, Blur.shortSide(image) / 140));
			for (int i = 0; i < pixels.length; i++) {
				int stroke = Math.min(255, Tone.luma(pixels[i]) * 256 / (Tone.luma(blurred[i]) + 1));
				int paper = 250 * stroke / 255 * stroke / 255;
				pixels[i] = pixels[i] & ALPHA | paper << 16 | paper << 8 | paper * 247 / 250;
			}
			return image;
		};
	}

	/**
	 * Return a filter that gives each pixel the mean colour of the calmest of the four
	 * squares around it (Kuwahara), which looks like strokes of a brush.
	 * @return the filter
	 */
	static Filter paint() {
		return (image) -> {
			brush(image, Math.max(2, Blur.shortSide(image) / 200));
			return image;
		};
	}

	/**
	 * Return a filter that paints in flat colours and inks the outlines.
	 * @return the filter
	 */
	static Filter cartoon() {
		Filter colours = Filter.chain(Tone.saturate(1.6), Tone.posterize(6));
		return (image) -> {
			brush(image, Math.max(1, Blur.shortSide(image) / 260));
			int[] lines = outlines(image);
			int[] pixels = Filter.pixels(colours.apply(image));
			for (int i = 0; i < pixels.length; i++) {
				int ink = lines[i];
				int pixel = pixels[i];
				pixels[i] = pixel & ALPHA | (pixel >> 16 & 0xFF) * ink / 255 << 16
						| (pixel >> 8 & 0xFF) * ink / 255 << 8 | (pixel & 0xFF) * ink / 255;
			}
			return image;
		};
	}

	static Filter mosaic() {
		return (image) -> {
			int size = Math.max(2, Blur.shortSide(image) / 40);
			for (int y = 0; y < image.getHeight(); y += size) {
				for (int x = 0; x < image.getWidth(); x += size) {
					flatten(image, x, y, Math.min(image.getWidth(), x + size), Math.min(image.getHeight(), y + size));
				}
			}
			return image;
		};
	}

	private static void flatten(BufferedImage image, int left, int top, int right, int bottom) {
		int[] pixels = Filter.pixels(image);
		int width = image.getWidth();
		long[] sums = new long[4];
		for (int y = top; y < bottom; y++) {
			for (int i = y * width + left; i < y * width + right; i++) {
				int pixel = pixels[i];
				sums[0] += pixel >>> 24;
				sums[1] += pixel >> 16 & 0xFF;
				sums[2] += pixel >> 8 & 0xFF;
				sums[3] += pixel & 0xFF;
			}
		}
		int mean = 0;
		for (long sum : sums) {
			mean = mean << 8 | (int) (sum / ((right - left) * (long) (bottom - top)));
		}
		for (int y = top; y < bottom; y++) {
			Arrays.fill(pixels, y * width + left, y * width + right, mean);
		}
	}

	private static void brush(BufferedImage image, int radius) {
		int width = image.getWidth();
		int height = image.getHeight();
		int[] pixels = Filter.pixels(image);
		int[] means = pixels.clone();
		int[] unrest = new int[pixels.length];
		Blur.box(means, unrest, width, height, radius);
		for (int i = 0; i < pixels.length; i++) {
			unrest[i] = Math.abs(Tone.luma(pixels[i]) - Tone.luma(means[i]));
		}
		Blur.box(unrest, pixels.clone(), width, height, radius);
		for (int y = 0; y < height; y++) {
			int above = Math.max(0, y - radius) * width;
			int below = Math.min(height - 1, y + radius) * width;
			for (int x = 0; x < width; x++) {
				int left = Math.max(0, x - radius);
				int right = Math.min(width - 1, x + radius);
				int calmest = calmer(unrest, calmer(unrest, above + left, above + right),
						calmer(unrest, below + left, below + right));
				int at = y * width + x;
				pixels[at] = pixels[at] & ALPHA | means[calmest] & ~ALPHA;
			}
		}
	}

	private static int calmer(int[] unrest, int first, int second) {
		return ((unrest[first] & 0xFF) <= (unrest[second] & 0xFF)) ? first : second;
	}

	// Returns how much of each pixel stays beside the ink: 255 for all of it.
	private static int[] outlines(BufferedImage image) {
		int width = image.getWidth();
		int height = image.getHeight();
		int[] pixels = Filter.pixels(image);
		int reach = Math.max(1, Blur.shortSide(image) / 500);
		int[] lines = new int[pixels.length];
		for (int y = 0; y < height; y++) {
			int above = Math.max(0, y - reach) * width;
			int below = Math.min(height - 1, y + reach) * width;
			for (int x = 0; x < width; x++) {
				int left = y * width + Math.max(0, x - reach);
				int right = y * width + Math.min(width - 1, x + reach);
				int slope = Math.abs(Tone.luma(pixels[left]) - Tone.luma(pixels[right]))
						+ Math.abs(Tone.luma(pixels[above + x]) - Tone.luma(pixels[below + x]));
				lines[y * width + x] = Tone.clamp(255 - Math.max(0, slope - 28) * 5);
			}
		}
		return lines;
	}

}
