package io.wxomedia.callback;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The JSON that a callback carries. It may be large, so it is written and never held.
 */
interface CallbackBody {

	/**
	 * Return the length.
	 * @return the exact length in bytes
	 */
	long length();

	/**
	 * Write the body from its first byte. Exceptions of the stream must be passed on.
	 * @param out where to write; it is not to be closed
	 * @throws IOException if the body cannot be read or written
	 */
	void writeTo(OutputStream out) throws IOException;

}
