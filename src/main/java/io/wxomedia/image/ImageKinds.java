package io.wxomedia.image;

/**
 * The kinds of jobs that edit images.
 */
public final class ImageKinds {

	/**
	 * One image, whose result the caller gets in base64.
	 */
	public static final String TO_BASE64 = "image_b64";

	/**
	 * One image, whose result goes to the output bucket.
	 */
	public static final String TO_STORAGE = "image_cos";

	/**
	 * The images of the input bucket.
	 */
	public static final String BATCH = "batch";

	private ImageKinds() {
	}

}
