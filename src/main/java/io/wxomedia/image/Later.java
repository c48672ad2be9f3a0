package io.wxomedia.image;

import java.time.Instant;

/**
 * An image of a batch, or a whole batch, waits without a thread.
 *
 * @param at when to go on
 * @param phase what is waited for, in one word for the status
 */
record Later(Instant at, String phase) {

	/**
	 * The phase of an image whose object is read again.
	 */
	static final String READING = "reading";

	/**
	 * Return whether object storage is what is waited for, and not the provider.
	 */
	boolean isForStorage() {
		return StorageRetries.STORING.equals(this.phase) || READING.equals(this.phase);
	}

}
