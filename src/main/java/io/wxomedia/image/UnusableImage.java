package io.wxomedia.image;

import org.jspecify.annotations.Nullable;

/**
 * An image cannot be worked on. The message is meant for the caller.
 */
class UnusableImage extends Exception {

	private static final long serialVersionUID = 1L;

	UnusableImage(String message) {
		super(message);
	}

	UnusableImage(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	UnusableImage(Exception cause) {
		super(cause.getMessage(), cause);
	}

}
