package io.wxomedia.inbox;

import java.util.Locale;

/**
 * Whether a received callback was signed.
 */
enum ReceivedSignature {

	/**
	 * One of its signatures was made with a secret of this service, and not long ago.
	 */
	VALID,

	/**
	 * It has a signature that does not belong to it, or that nobody here can check.
	 */
	INVALID,

	/**
	 * It has none.
	 */
	ABSENT;

	/**
	 * Return the word that the API and the database use.
	 * @return the word
	 */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	static ReceivedSignature ofWord(String word) {
		return valueOf(word.toUpperCase(Locale.ROOT));
	}

}
