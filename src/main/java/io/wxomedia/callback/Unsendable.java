package io.wxomedia.callback;

import java.util.Locale;

/**
 * Why a callback could not even be tried, though it had somewhere to go.
 */
enum Unsendable {

	/**
	 * The link in it has expired and there is no new one.
	 */
	LINK_NOT_SIGNED("the link to the result could not be signed anew; the service's log says why"),

	/**
	 * The picture that it carries is gone.
	 */
	RESULT_GONE("the result is no longer kept"),

	/**
	 * The picture that it carries is not what it was.
	 */
	RESULT_DAMAGED("the result was damaged on the service's disk after it was stored; nothing was sent");

	private final String reason;

	Unsendable(String reason) {
		this.reason = reason;
	}

	/**
	 * Return what is told as the error.
	 */
	String reason() {
		return this.reason;
	}

	/**
	 * Return the word that is stored.
	 */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
