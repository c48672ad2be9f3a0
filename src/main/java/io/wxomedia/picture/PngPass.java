package io.wxomedia.picture;

import java.util.List;

/**
 * Which pixels of a PNG come together: all of them, or every so many in each direction.
 *
 * @param x the first column
 * @param y the first line
 * @param stepX the distance between columns
 * @param stepY the distance between lines
 */
record PngPass(int x, int y, int stepX, int stepY) {

	private static final List<PngPass> WHOLE = List.of(new PngPass(0, 0, 1, 1));

	private static final List<PngPass> ADAM7 = List.of(new PngPass(0, 0, 8, 8), new PngPass(4, 0, 8, 8),
			new PngPass(0, 4, 4, 8), new PngPass(2, 0, 4, 4), new PngPass(0, 2, 2, 4), new PngPass(1, 0, 2, 2),
			new PngPass(0, 1, 1, 2));

	static List<PngPass> of(PngHeader header) {
		return (header.interlaced()) ? ADAM7 : WHOLE;
	}

	int columns(int width) {
		return count(width, this.x, this.stepX);
	}

	int lines(int height) {
		return count(height, this.y, this.stepY);
	}

	private static int count(int size, int first, int step) {
		return (size <= first) ? 0 : (size - first - 1) / step + 1;
	}

}
