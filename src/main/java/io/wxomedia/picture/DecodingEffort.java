package io.wxomedia.picture;

/**
 * What decoding a picture and writing it as PNG takes, told by its structure alone.
 *
 * @param header what the picture's header says
 * @param scans how many times a decoder goes over the pixels: the scans of a JPEG, 1 for
 * other formats
 * @param heap the memory it takes, in bytes, the picture's own bytes not counted; never
 * much less than what it really takes, and up to twice as much
 */
public record DecodingEffort(PictureHeader header, int scans, long heap) {

	/**
	 * Encoders write about ten scans, the most elaborate ones a few dozen.
	 */
	private static final int MOST_SCANS = 100;

	/**
	 * Bands of an encoder that are under way, filtered and deflated.
	 */
	private static final long MOST_FOR_ENCODING = 16L * 1024 * 1024;

	private static final int COPIES_OF_A_BAND = 3;

	static DecodingEffort of(PictureHeader header, int scans, double bytesPerPixel, long more) {
		long pixels = header.pixels();
		long heap = (long) Math.ceil(pixels * bytesPerPixel) + more
				+ Math.min(MOST_FOR_ENCODING, COPIES_OF_A_BAND * 4 * pixels);
		return new DecodingEffort(header, scans, heap);
	}

	/**
	 * Refuse a picture that is made to keep a decoder busy.
	 * @throws BrokenPicture if it goes over its pixels too many times
	 */
	public void requireBounded() throws BrokenPicture {
		if (this.scans > MOST_SCANS) {
			throw new BrokenPicture(
					"The JPEG has %d scans, each of which a decoder goes over all pixels for; at most %d are taken. Save it again with the usual settings of an image editor"
						.formatted(this.scans, MOST_SCANS));
		}
	}

}
