package io.wxomedia.queue;

/**
 * A worker threw a checked exception.
 */
class WorkFailed extends RuntimeException {

	private static final long serialVersionUID = 1L;

	WorkFailed(String queue, String id, Exception cause) {
		super("The " + queue + " entry " + id + " could not be run", cause);
	}

}
