package io.wxomedia.payload;

/**
 * A payload is not what was stored: it was cut, emptied or changed since. Thrown before
 * the last of its bytes are handed out, so nobody takes it for whole.
 */
public class PayloadDamaged extends UnusablePayload {

	private static final long serialVersionUID = 1L;

	/**
	 * Tell of a damaged payload.
	 * @param id the payload
	 * @param what how it differs from what was stored
	 */
	public PayloadDamaged(PayloadId id, String what) {
		super(id, "Payload " + id + " was damaged after it was stored: " + what);
	}

}
