package io.wxomedia.videowebhook;

/**
 * What came is no event that can be used; the message says why.
 */
class InvalidEvent extends Exception {

	private static final long serialVersionUID = 1L;

	InvalidEvent(String message) {
		super(message);
	}

}
