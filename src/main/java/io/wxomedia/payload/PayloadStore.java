package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;

/**
 * Keeps payloads (inputs, results) beside the database. Implementations are thread-safe.
 */
public interface PayloadStore {

	/**
	 * Start a new payload. It exists once {@link PayloadWriter#commit()} has returned.
	 * @return the writer, which the caller closes
	 * @throws IOException if nothing can be stored
	 */
	PayloadWriter create() throws IOException;

	/**
	 * Open a payload for reading. May be called any number of times.
	 * @param id the payload
	 * @return its bytes, which the caller closes
	 * @throws PayloadNotFound if there is no such payload
	 * @throws IOException if it cannot be read
	 */
	InputStream open(PayloadId id) throws IOException;

	/**
	 * Return the length of a payload.
	 * @param id the payload
	 * @return the length in bytes
	 * @throws PayloadNotFound if there is no such payload
	 * @throws IOException if it cannot be read
	 */
	long length(PayloadId id) throws IOException;

	/**
	 * Remove a payload; does nothing if there is none. A failure is logged and left to
	 * {@link #sweep}.
	 * @param id the payload
	 */
	void delete(PayloadId id);

	/**
	 * Remove the payloads that nobody uses, such as those a crash left behind.
	 * @param createdBefore younger payloads are kept: their job may not be written yet
	 * @param inUse the payloads that are still needed
	 * @return how many were removed
	 * @throws IOException if the store cannot be read
	 */
	int sweep(Instant createdBefore, Set<PayloadId> inUse) throws IOException;

}
