package io.wxomedia.inbox;

/**
 * How an inbox answers.
 *
 * @param status with which status of HTTP
 * @param delaySeconds how late, in seconds, 0 to {@value #LONGEST_DELAY_SECONDS}
 */
record InboxBehaviour(int status, int delaySeconds) {

	/** Longer than the usual CALLBACK_TIMEOUT_SECONDS, so that it can be seen to pass. */
	static final int LONGEST_DELAY_SECONDS = 60;

	static final InboxBehaviour USUAL = new InboxBehaviour(200, 0);

}
