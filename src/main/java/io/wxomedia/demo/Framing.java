package io.wxomedia.demo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * Filters that work on the picture's edges.
 */
final class Framing {

	private static final Color MAT = new Color(0xF7F4EC);

	private static final Color LINE = new Color(0x2B2622);

	private Framing() {
	}

	/**
	 * Return a filter that darkens a picture towards its corners.
	 * @param strength how much of the light the corners lose, from 0 to 1
	 * @return the filter
	 */
	static Filter vignette(double strength) {
		return (image) -> {
			int[] pixels = Filter.pixels(image);
			int width = image.getWidth();
			int height = image.getHeight();
			double[] across = squaredDistances(width);
			double[] down = squaredDistances(height);
			for (int y = 0; y < height; y++) {
				for (int x = 0; x < width; x++) {
					double distance = across[x] + down[y];
					double shade = Math.min(1, Math.max(0, (distance - 0.25) / 1.6));
					int light = (int) (256 * (1 - strength * shade * (2 - shade)));
					int pixel = pixels[y * width + x];
					pixels[y * width + x] = pixel & 0xFF000000 | (pixel >> 16 & 0xFF) * light >> 8 << 16
							| (pixel >> 8 & 0xFF) * light >> 8 << 8 | (pixel & 0xFF) * light >> 8;
				}
			}
			return image;
		};
	}

	/**
	 * Return a filter that lays a pale mat with a dark inner line over the edges.
	 * @param share the mat's breadth as a share of the picture's shorter side
	 * @return the filter
	 */
	static Filter frame(double share) {
		return (image) -> {
			int mat = Math.max(1, (int) Math.round(share * Blur.shortSide(image)));
			int line = Math.max(1, mat / 8);
			Graphics2D graphics = image.createGraphics();
			edges(graphics, image, 0, mat, MAT);
			edges(graphics, image, mat, line, LINE);
			graphics.dispose();
			return image;
		};
	}

	private static void edges(Graphics2D graphics, BufferedImage image, int inset, int breadth, Color color) {
		int width = image.getWidth() - 2 * inset;
		int height = image.getHeight() - 2 * inset;
		graphics.setColor(color);
		graphics.fillRect(inset, inset, width, breadth);
		graphics.fillRect(inset, inset + height - breadth, width, breadth);
		graphics.fillRect(inset, inset, breadth, height);
		graphics.fillRect(inset + width - breadth, inset, breadth, height);
	}

	private static double[] squaredDistances(int length) {
		double[] distances = new double[length];
		for (int i = 0; i < length; i++) {
			double distance = (2.0 * i + 1) / length - 1;
			distances[i] = distance * distance;
		}
		return distances;
	}

}
