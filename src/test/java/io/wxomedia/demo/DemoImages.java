package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * Pictures for tests, and what can be said of them in numbers.
 */
final class DemoImages {

	private DemoImages() {
	}

	/**
	 * Return a colourful picture with soft and hard transitions.
	 * @param type the image type
	 * @return the picture, 120 x 80 pixels
	 */
	static BufferedImage colourful(int type) {
		Random random = new Random(4);
		BufferedImage image = new BufferedImage(120, 80, type);
		for (int y = 0; y < 80; y++) {
			for (int x = 0; x < 120; x++) {
				int red = 30 + x + random.nextInt(30);
				int green = (x / 15 + y / 10) % 2 * 90 + 60 + random.nextInt(30);
				int blue = 40 + 2 * y + random.nextInt(30);
				image.setRGB(x, y, (55 + x + y) << 24 | red << 16 | green << 8 | blue);
			}
		}
		return image;
	}

	static BufferedImage edited(Filter filter) {
		return filter.apply(colourful(BufferedImage.TYPE_INT_RGB));
	}

	static double mean(BufferedImage image, int shift) {
		return pixels(image, (pixel) -> pixel >> shift & 0xFF);
	}

	static double brightness(BufferedImage image) {
		return pixels(image, Tone::luma);
	}

	static double saturation(BufferedImage image) {
		return pixels(image, (pixel) -> {
			int red = pixel >> 16 & 0xFF;
			int green = pixel >> 8 & 0xFF;
			int blue = pixel & 0xFF;
			return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
		});
	}

	static double spread(BufferedImage image) {
		double mean = brightness(image);
		return Math.sqrt(pixels(image, (pixel) -> (int) Math.pow(Tone.luma(pixel) - mean, 2)));
	}

	static double roughness(BufferedImage image) {
		long sum = 0;
		for (int y = 0; y < image.getHeight(); y++) {
			for (int x = 1; x < image.getWidth(); x++) {
				sum += Math.abs(Tone.luma(image.getRGB(x, y)) - Tone.luma(image.getRGB(x - 1, y)));
			}
		}
		return (double) sum / (image.getWidth() * image.getHeight());
	}

	static double difference(BufferedImage first, BufferedImage second) {
		long sum = 0;
		for (int y = 0; y < first.getHeight(); y++) {
			for (int x = 0; x < first.getWidth(); x++) {
				for (int shift = 0; shift < 24; shift += 8) {
					sum += Math.abs((first.getRGB(x, y) >> shift & 0xFF) - (second.getRGB(x, y) >> shift & 0xFF));
				}
			}
		}
		return sum / (3.0 * first.getWidth() * first.getHeight());
	}

	private static double pixels(BufferedImage image, Measure measure) {
		long sum = 0;
		for (int y = 0; y < image.getHeight(); y++) {
			for (int x = 0; x < image.getWidth(); x++) {
				sum += measure.of(image.getRGB(x, y));
			}
		}
		return (double) sum / (image.getWidth() * image.getHeight());
	}

	/**
	 * A number about one pixel.
	 */
	private interface Measure {

		int of(int pixel);

	}

}
