package io.wxomedia.exchange;

import java.io.IOException;
import java.util.Map;

/**
 * Adds a signature to the headers of a request.
 */
@FunctionalInterface
public interface RequestSigner {

	/**
	 * Sign an attempt. May read the whole body, and block for as long as that takes.
	 * @param headers its headers
	 * @param body its body, which is only read
	 * @return its headers, with the signature if there is one
	 * @throws IOException if the body cannot be read
	 */
	Map<String, String> sign(Map<String, String> headers, OutgoingBody body) throws IOException;

}
