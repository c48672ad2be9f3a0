package io.wxomedia.demo;

import java.awt.image.BufferedImage;

/**
 * Blurs pictures by moving averages, whose cost does not grow with the radius.
 */
final class Blur {

	private static final int ROUNDS = 3;

	private static final int HALF = 1 << 23;

	private Blur() {
	}

	static Filter soft() {
		return (image) -> {
			gaussian(Filter.pixels(image), image, Math.max(2, shortSide(image) / 90));
			return image;
		};
	}

	/**
	 * Return a filter that lifts each pixel off its blurred surroundings.
	 * @return the filter
	 */
	static Filter sharpen() {
		return (image) -> {
			int[] pixels = Filter.pixels(image);
			int[] blurred = pixels.clone();
			gaussian(blurred, image, Math.max(1, shortSide(image) / 800));
			for (int i = 0; i < pixels.length; i++) {
				int pixel = pixels[i];
				int soft = blurred[i];
				int red = away(pixel >> 16 & 0xFF, soft >> 16 & 0xFF);
				int green = away(pixel >> 8 & 0xFF, soft >> 8 & 0xFF);
				pixels[i] = pixel & 0xFF000000 | red << 16 | green << 8 | away(pixel & 0xFF, soft & 0xFF);
			}
			return image;
		};
	}

	private static int away(int value, int soft) {
		return Tone.clamp(value + (value - soft) * 5 / 4);
	}

	static int shortSide(BufferedImage image) {
		return Math.min(image.getWidth(), image.getHeight());
	}

	/**
	 * Blur nearly as a Gaussian bell does.
	 * @param pixels the pixels, which are changed
	 * @param image tells their size, and whether they have an alpha
	 * @param radius the radius of each of three averages
	 */
	static void gaussian(int[] pixels, BufferedImage image, int radius) {
		boolean alpha = image.getColorModel().hasAlpha();
		if (alpha) {
			weigh(pixels);
		}
		int[] other = new int[pixels.length];
		for (int round = 0; round < ROUNDS; round++) {
			box(pixels, other, image.getWidth(), image.getHeight(), radius);
		}
		if (alpha) {
			unweigh(pixels);
		}
	}

	static void box(int[] pixels, int[] other, int width, int height, int radius) {
		across(pixels, other, width, height, radius);
		down(other, pixels, width, height, radius);
	}

	private static void across(int[] source, int[] target, int width, int height, int radius) {
		int scale = (1 << 24) / (2 * radius + 1);
		for (int y = 0; y < height; y++) {
			int start = y * width;
			int end = start + width - 1;
			int alpha = 0;
			int red = 0;
			int green = 0;
			int blue = 0;
			for (int i = -radius - 1; i < radius; i++) {
				int pixel = source[Math.max(start, Math.min(end, start + i))];
				alpha += pixel >>> 24;
				red += pixel >> 16 & 0xFF;
				green += pixel >> 8 & 0xFF;
				blue += pixel & 0xFF;
			}
			for (int at = start; at <= end; at++) {
				int next = source[Math.min(end, at + radius)];
				int last = source[Math.max(start, at - radius - 1)];
				alpha += (next >>> 24) - (last >>> 24);
				red += (next >> 16 & 0xFF) - (last >> 16 & 0xFF);
				green += (next >> 8 & 0xFF) - (last >> 8 & 0xFF);
				blue += (next & 0xFF) - (last & 0xFF);
				target[at] = pixel(alpha, red, green, blue, scale);
			}
		}
	}

	// Goes through the rows with one sum for each column: columns would miss the cache.
	private static void down(int[] source, int[] target, int width, int height, int radius) {
		int scale = (1 << 24) / (2 * radius + 1);
		int[] alpha = new int[width];
		int[] red = new int[width];
		int[] green = new int[width];
		int[] blue = new int[width];
		for (int y = -radius - 1; y < radius; y++) {
			int row = Math.max(0, Math.min(height - 1, y)) * width;
			for (int x = 0; x < width; x++) {
				int pixel = source[row + x];
				alpha[x] += pixel >>> 24;
				red[x] += pixel >> 16 & 0xFF;
				green[x] += pixel >> 8 & 0xFF;
				blue[x] += pixel & 0xFF;
			}
		}
		for (int y = 0; y < height; y++) {
			int below = Math.min(height - 1, y + radius) * width;
			int above = Math.max(0, y - radius - 1) * width;
			for (int x = 0; x < width; x++) {
				int next = source[below + x];
				int last = source[above + x];
				alpha[x] += (next >>> 24) - (last >>> 24);
				red[x] += (next >> 16 & 0xFF) - (last >> 16 & 0xFF);
				green[x] += (next >> 8 & 0xFF) - (last >> 8 & 0xFF);
				blue[x] += (next & 0xFF) - (last & 0xFF);
				target[y * width + x] = pixel(alpha[x], red[x], green[x], blue[x], scale);
			}
		}
	}

	private static int pixel(int alpha, int red, int green, int blue, int scale) {
		return (alpha * scale + HALF >>> 24) << 24 | (red * scale + HALF >>> 24) << 16
				| (green * scale + HALF >>> 24) << 8 | blue * scale + HALF >>> 24;
	}

	// Colours of transparent pixels must not bleed into their neighbours.
	private static void weigh(int[] pixels) {
		for (int i = 0; i < pixels.length; i++) {
			int pixel = pixels[i];
			int alpha = pixel >>> 24;
			pixels[i] = alpha << 24 | (pixel >> 16 & 0xFF) * alpha / 255 << 16 | (pixel >> 8 & 0xFF) * alpha / 255 << 8
					| (pixel & 0xFF) * alpha / 255;
		}
	}

	private static void unweigh(int[] pixels) {
		for (int i = 0; i < pixels.length; i++) {
			int pixel = pixels[i];
			int alpha = Math.max(1, pixel >>> 24);
			pixels[i] = pixel & 0xFF000000 | Tone.clamp((pixel >> 16 & 0xFF) * 255 / alpha) << 16
					| Tone.clamp((pixel >> 8 & 0xFF) * 255 / alpha) << 8 | Tone.clamp((pixel & 0xFF) * 255 / alpha);
		}
	}

}
