package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes one payload. Closing it before {@link #commit()} leaves nothing behind. Not
 * thread-safe.
 */
public abstract class PayloadWriter extends OutputStream {

	/**
	 * Return the identifier that the payload will have.
	 * @return the identifier
	 */
	public abstract PayloadId id();

	/**
	 * Return how much was written so far.
	 * @return the length in bytes
	 */
	public abstract long length();

	/**
	 * Read back what was written so far, before it is committed.
	 * @return the bytes, which the caller closes
	 * @throws IOException if they cannot be read
	 */
	public abstract InputStream read() throws IOException;

	/**
	 * Make the payload durable: after this returns it survives a crash.
	 * @throws IOException if it could not be stored
	 */
	public abstract void commit() throws IOException;

	/**
	 * Close the writer and discard the payload unless it was committed.
	 * @throws IOException if the store failed
	 */
	@Override
	public abstract void close() throws IOException;

}
