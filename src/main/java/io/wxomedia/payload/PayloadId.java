package io.wxomedia.payload;

import java.util.UUID;

/**
 * Identifies a payload.
 *
 * @param value the identifier
 */
public record PayloadId(UUID value) {

	/**
	 * Return a new identifier that nobody else has.
	 * @return the identifier
	 */
	public static PayloadId random() {
		return new PayloadId(UUID.randomUUID());
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
