package io.wxomedia.wait;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/**
 * Knows what the callers of finished jobs are told.
 */
@FunctionalInterface
public interface FinishedBodies {

	/**
	 * Return what the caller of a job is told. May block for as long as a disk or a
	 * database does.
	 * @param job the job
	 * @return the body of its callback, whether it has one or not; nothing while the job
	 * is open, or when its result is no longer kept
	 * @throws IOException if it cannot be read
	 */
	Optional<Body> find(UUID job) throws IOException;

	/**
	 * A JSON text, perhaps a large one.
	 */
	interface Body {

		/**
		 * Return the length.
		 * @return the exact length in bytes
		 */
		long length();

		/**
		 * Read the body from its first byte.
		 * @return its bytes, which the caller closes
		 * @throws IOException if it cannot be read
		 */
		InputStream open() throws IOException;

	}

}
