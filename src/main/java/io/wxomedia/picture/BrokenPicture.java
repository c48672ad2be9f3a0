package io.wxomedia.picture;

import org.jspecify.annotations.Nullable;

/**
 * A picture that is cut off or damaged. The message is meant for the caller and says what
 * is wrong with it.
 */
public final class BrokenPicture extends Exception {

	private static final long serialVersionUID = 1L;

	BrokenPicture(String message) {
		this(message, null);
	}

	BrokenPicture(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
