package io.wxomedia.demo;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;

import io.wxomedia.clip.ClipWriter;

/**
 * The frames of a slow zoom into a picture.
 */
final class SlowZoom implements ClipWriter.Frames {

	private static final double CLOSEST = 1.22;

	private final BufferedImage picture;

	private final BufferedImage frame;

	private final int count;

	/**
	 * Create the frames.
	 * @param picture the picture, which covers the frames
	 * @param aspectRatio width and height, {@code 16:9}; anything else follows the
	 * picture
	 * @param longSide the long side of the frames in pixels
	 * @param count how many frames
	 */
	SlowZoom(BufferedImage picture, String aspectRatio, int longSide, int count) {
		int[] size = size(picture, aspectRatio, longSide);
		this.picture = PromptPicture.fill(picture, size[0], size[1]);
		this.frame = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
		this.count = count;
	}

	/**
	 * Both sides are even.
	 */
	private static int[] size(BufferedImage picture, String aspectRatio, int longSide) {
		String[] sides = aspectRatio.matches("\\d{1,2}:\\d{1,2}") ? aspectRatio.split(":")
				: new String[] { Integer.toString(picture.getWidth()), Integer.toString(picture.getHeight()) };
		double across = Math.max(1, Integer.parseInt(sides[0]));
		double down = Math.max(1, Integer.parseInt(sides[1]));
		double scale = longSide / Math.max(across, down);
		return new int[] { even(across * scale), even(down * scale) };
	}

	private static int even(double length) {
		return Math.max(64, 2 * (int) Math.round(length / 2));
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public BufferedImage frame(int n) {
		double share = (this.count > 1) ? n / (this.count - 1.0) : 0;
		double eased = share * share * (3 - 2 * share);
		double scale = 1 + (CLOSEST - 1) * eased;
		AffineTransform zoom = AffineTransform.getTranslateInstance(this.frame.getWidth() / 2.0,
				this.frame.getHeight() * 0.5);
		zoom.scale(scale, scale);
		zoom.translate(-this.frame.getWidth() / 2.0, -this.frame.getHeight() * 0.5);
		Graphics2D graphics = this.frame.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		graphics.drawRenderedImage(this.picture, zoom);
		graphics.dispose();
		return this.frame;
	}

}
