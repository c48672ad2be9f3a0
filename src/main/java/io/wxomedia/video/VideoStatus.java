package io.wxomedia.video;

import java.util.Locale;

/**
 * Where a generation is in its life.
 */
public enum VideoStatus {

	/**
	 * Nobody works on it yet.
	 */
	PENDING,

	/**
	 * Somebody works on it.
	 */
	PROCESSING,

	/**
	 * Its videos are there.
	 */
	COMPLETED,

	/**
	 * There are none and will be none.
	 */
	FAILED;

	/**
	 * Return whether it never changes again.
	 * @return {@code true} for the last two
	 */
	public boolean isFinal() {
		return this == COMPLETED || this == FAILED;
	}

	/**
	 * Return the word that answers use.
	 * @return the name in lower case
	 */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
