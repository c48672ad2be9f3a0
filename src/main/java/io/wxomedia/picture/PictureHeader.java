package io.wxomedia.picture;

/**
 * What the header of a complete picture says.
 *
 * @param format the format, by content
 * @param width the width in pixels as stored, before any rotation
 * @param height the height in pixels as stored, before any rotation
 */
public record PictureHeader(PictureFormat format, int width, int height) {

	/**
	 * Return the number of pixels.
	 * @return width times height
	 */
	public long pixels() {
		return (long) this.width * this.height;
	}

}
