package io.wxomedia.demo;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.List;

/**
 * Changes a picture that has one int a pixel, in its place or as a new one.
 */
@FunctionalInterface
interface Filter {

	/**
	 * Apply the filter.
	 * @param image the picture; it may be changed and is not used again
	 * @return the changed picture
	 */
	BufferedImage apply(BufferedImage image);

	/**
	 * Return a filter that applies several, one after the other.
	 * @param filters the filters
	 * @return the combination
	 */
	static Filter chain(Filter... filters) {
		List<Filter> steps = List.of(filters);
		return (image) -> {
			BufferedImage changed = image;
			for (Filter step : steps) {
				changed = step.apply(changed);
			}
			return changed;
		};
	}

	/**
	 * Return the pixels of a picture to be read and written.
	 * @param image the picture
	 * @return its pixels, row by row
	 */
	static int[] pixels(BufferedImage image) {
		return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
	}

}
