package io.wxomedia.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;

import org.jspecify.annotations.Nullable;

/**
 * What is done to stored pixels to show them upright: the eight values of EXIF's tag, in
 * its order.
 */
public enum Orientation {

	/**
	 * Nothing.
	 */
	NONE(false, false, false),

	/**
	 * Left and right change places.
	 */
	MIRROR(false, true, false),

	/**
	 * Half a turn.
	 */
	HALF_TURN(false, true, true),

	/**
	 * Top and bottom change places.
	 */
	FLIP(false, false, true),

	/**
	 * Rows become columns.
	 */
	TRANSPOSE(true, false, false),

	/**
	 * A quarter turn to the right.
	 */
	TURN_RIGHT(true, true, false),

	/**
	 * Rows become columns, and half a turn.
	 */
	TRANSVERSE(true, true, true),

	/**
	 * A quarter turn to the left.
	 */
	TURN_LEFT(true, false, true);

	private static final int TILE = 64;

	private final boolean sideways;

	private final boolean fromRight;

	private final boolean fromBottom;

	Orientation(boolean sideways, boolean fromRight, boolean fromBottom) {
		this.sideways = sideways;
		this.fromRight = fromRight;
		this.fromBottom = fromBottom;
	}

	/**
	 * Read the orientation from EXIF data. Damaged EXIF data says nothing about the
	 * pixels, so that viewers show such a picture as stored; so does this.
	 * @param exif the EXIF data, or {@code null} if there is none
	 * @return the orientation, {@link #NONE} unless the data names another
	 */
	static Orientation ofExif(byte @Nullable [] exif) {
		long value = (exif != null) ? ExifDirectory.orientation(exif) : 0;
		return (value >= 1 && value <= values().length) ? values()[(int) value - 1] : NONE;
	}

	/**
	 * Move the pixels.
	 * @param image an image of three bytes or one int a pixel
	 * @return a new image, or the same for {@link #NONE}
	 */
	public BufferedImage apply(BufferedImage image) {
		if (this == NONE) {
			return image;
		}
		int width = (this.sideways) ? image.getHeight() : image.getWidth();
		int height = (this.sideways) ? image.getWidth() : image.getHeight();
		BufferedImage moved = new BufferedImage(width, height, image.getType());
		int across = (this.fromRight) ? -1 : 1;
		int down = (this.fromBottom) ? -width : width;
		int start = ((this.fromRight) ? width - 1 : 0) + ((this.fromBottom) ? (height - 1) * width : 0);
		Copy copy = Copy.between(image, moved);
		int stepX = (this.sideways) ? down : across;
		int stepY = (this.sideways) ? across : down;
		// In tiles, as a turned row touches as many cache lines as it has pixels.
		for (int top = 0; top < image.getHeight(); top += TILE) {
			for (int left = 0; left < image.getWidth(); left += TILE) {
				int bottom = Math.min(top + TILE, image.getHeight());
				int count = Math.min(TILE, image.getWidth() - left);
				for (int y = top; y < bottom; y++) {
					copy.row(y * image.getWidth() + left, count, start + left * stepX + y * stepY, stepX);
				}
			}
		}
		return moved;
	}

	/**
	 * Copies pixels that are neighbours in the source to places a fixed step apart.
	 */
	private interface Copy {

		void row(int from, int count, int to, int step);

		static Copy between(BufferedImage source, BufferedImage target) {
			if (source.getRaster().getDataBuffer() instanceof DataBufferInt ints) {
				return ints(ints.getData(), ((DataBufferInt) target.getRaster().getDataBuffer()).getData());
			}
			return bytes(((DataBufferByte) source.getRaster().getDataBuffer()).getData(),
					((DataBufferByte) target.getRaster().getDataBuffer()).getData());
		}

		private static Copy ints(int[] source, int[] target) {
			return (from, count, to, step) -> {
				int at = to;
				for (int i = from; i < from + count; i++) {
					target[at] = source[i];
					at += step;
				}
			};
		}

		private static Copy bytes(byte[] source, byte[] target) {
			return (from, count, to, step) -> {
				int at = 3 * to;
				for (int i = 3 * from; i < 3 * (from + count); i += 3) {
					target[at] = source[i];
					target[at + 1] = source[i + 1];
					target[at + 2] = source[i + 2];
					at += 3 * step;
				}
			};
		}

	}

}
