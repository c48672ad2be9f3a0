package io.wxomedia.payload;

import java.io.IOException;

/**
 * A payload that cannot be used and never will be: reading it again is of no help. Its
 * message is fit for a caller and names no file.
 */
public abstract class UnusablePayload extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient PayloadId id;

	UnusablePayload(PayloadId id, String message) {
		super(message);
		this.id = id;
	}

	/**
	 * Return which payload it is.
	 * @return the payload
	 */
	public PayloadId id() {
		return this.id;
	}

}
