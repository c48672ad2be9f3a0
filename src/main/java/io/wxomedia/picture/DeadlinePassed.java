package io.wxomedia.picture;

/**
 * A picture took longer to decode than it may. It may be a sound one: decoding it again
 * can take as long again.
 */
public final class DeadlinePassed extends Exception {

	private static final long serialVersionUID = 1L;

	DeadlinePassed(Throwable cause) {
		super("Decoding the picture took too long", cause);
	}

}
