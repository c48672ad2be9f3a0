package io.wxomedia.exchange;

import java.io.IOException;
import java.io.InputStream;

/**
 * The JSON that a request carries. It may be large, so it is read piece by piece and
 * never held.
 */
public interface OutgoingBody {

	/**
	 * Return the length.
	 * @return the exact length in bytes
	 */
	long length();

	/**
	 * Read the body from its first byte. May be called any number of times. Reading may
	 * block for as long as a disk or a database does.
	 * @return its bytes, which the caller closes
	 * @throws IOException if it cannot be read
	 */
	InputStream open() throws IOException;

}
