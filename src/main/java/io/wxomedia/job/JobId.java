package io.wxomedia.job;

import java.util.Optional;
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

	/**
	 * Read an identifier that somebody else has written.
	 * @param text what they wrote
	 * @return the identifier, or nothing if it is none
	 */
	public static Optional<JobId> find(String text) {
		try {
			return Optional.of(of(text));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
