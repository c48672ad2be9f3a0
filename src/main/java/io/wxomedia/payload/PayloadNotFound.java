package io.wxomedia.payload;

import java.io.IOException;

/**
 * There is no payload of that identifier, or no longer.
 */
public class PayloadNotFound extends IOException {

	private static final long serialVersionUID = 1L;

	public PayloadNotFound(PayloadId id) {
		super("Payload " + id + " does not exist");
	}

}
