package io.wxomedia.web;

import java.net.URI;

import io.wxomedia.platform.Platform;

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

	/**
	 * Return the address as it is known where no server runs, as on the command line.
	 * @param configured what {@code PUBLIC_URL} says, or blank
	 * @param platform where the service runs
	 * @return the address; {@code http://localhost} where nobody tells
	 */
	static PublicUrl withoutServer(String configured, Platform platform) {
		URI told = configured.isBlank() ? platform.address() : URI.create(configured.strip().replaceAll("/+$", ""));
		return () -> (told != null) ? told : URI.create("http://localhost");
	}

}
