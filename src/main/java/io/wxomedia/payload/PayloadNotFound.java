package io.wxomedia.payload;

/**
 * There is no payload of that identifier, or no longer.
 */
public class PayloadNotFound extends UnusablePayload {

	private static final long serialVersionUID = 1L;

	public PayloadNotFound(PayloadId id) {
		super(id, "Payload " + id + " does not exist");
	}

}
