package io.wxomedia.job;

import java.util.UUID;

/**
 * Identifies a job.
 *
 * @param value the identifier
 */
public record JobId(UUID value) {

	/**
	 * Return a new identifier that nobody else has.
	 * @return the identifier
	 */
	public static JobId random() {
		return new JobId(UUID.randomUUID());
	}

	/**
	 * Read an identifier back.
	 * @param text the identifier as text
	 * @return the identifier
	 */
	public static JobId of(String text) {
		return new JobId(UUID.fromString(text));
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
