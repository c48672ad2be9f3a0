package io.wxomedia.web;

import java.net.URI;

/**
 * The address under which the service is reached from outside, without a slash at its
 * end: PUBLIC_URL, else what the platform tells, else what the request came to.
 */
public interface PublicUrl {

	/**
	 * Return the address for links in an answer to the request at hand, or, outside of a
	 * request, the address of this machine.
	 * @return the address
	 */
	URI get();

}
