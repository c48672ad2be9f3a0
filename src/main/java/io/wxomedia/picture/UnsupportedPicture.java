package io.wxomedia.picture;

/**
 * Bytes that are no picture of a kind that the service takes. The message is meant for
 * the caller and says what is accepted.
 */
public final class UnsupportedPicture extends Exception {

	private static final long serialVersionUID = 1L;

	UnsupportedPicture() {
		super("The data is not a picture the service takes: only PNG, JPEG and WebP are accepted, told by content");
	}

}
