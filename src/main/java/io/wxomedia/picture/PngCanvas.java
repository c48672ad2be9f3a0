package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;

/**
 * The image that a PNG's pixels are put on, opaque or with transparency.
 */
final class PngCanvas {

	private final BufferedImage image;

	private final boolean transparent;

	PngCanvas(int width, int height, boolean transparent) {
		this.transparent = transparent;
		this.image = new BufferedImage(width, height,
				(transparent) ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_3BYTE_BGR);
	}

	BufferedImage image() {
		return this.image;
	}

	void put(int[] argb, int count, int x, int stepX, int y) {
		if (this.transparent) {
			putArgb(argb, count, y * this.image.getWidth() + x, stepX);
		}
		else {
			putBgr(argb, count, 3 * (y * this.image.getWidth() + x), 3 * stepX);
		}
	}

	private void putArgb(int[] argb, int count, int start, int step) {
		int[] pixels = ((DataBufferInt) this.image.getRaster().getDataBuffer()).getData();
		int at = start;
		for (int i = 0; i < count; i++) {
			pixels[at] = argb[i];
			at += step;
		}
	}

	private void putBgr(int[] argb, int count, int start, int step) {
		byte[] bytes = ((DataBufferByte) this.image.getRaster().getDataBuffer()).getData();
		int at = start;
		for (int i = 0; i < count; i++) {
			int pixel = argb[i];
			bytes[at] = (byte) pixel;
			bytes[at + 1] = (byte) (pixel >> 8);
			bytes[at + 2] = (byte) (pixel >> 16);
			at += step;
		}
	}

}
