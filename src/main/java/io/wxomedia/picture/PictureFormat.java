package io.wxomedia.picture;

/**
 * The formats that the service takes in and gives out.
 */
public enum PictureFormat {

	/**
	 * Portable Network Graphics.
	 */
	PNG("png", "image/png"),

	/**
	 * JPEG, in any of its colour spaces.
	 */
	JPEG("jpeg", "image/jpeg"),

	/**
	 * WebP, lossy or lossless.
	 */
	WEBP("webp", "image/webp");

	private final String extension;

	private final String mimeType;

	PictureFormat(String extension, String mimeType) {
		this.extension = extension;
		this.mimeType = mimeType;
	}

	/**
	 * Return the file name extension, without a dot.
	 * @return the extension
	 */
	public String extension() {
		return this.extension;
	}

	/**
	 * Return the media type.
	 * @return the media type, for instance {@code image/png}
	 */
	public String mimeType() {
		return this.mimeType;
	}

}
