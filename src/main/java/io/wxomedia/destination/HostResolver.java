package io.wxomedia.destination;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Looks host names up. May block for as long as the system's resolver does.
 */
@FunctionalInterface
public interface HostResolver {

	/**
	 * Look a name up.
	 * @param name the name
	 * @return its addresses, at least one
	 * @throws UnknownHostException if it has none
	 */
	InetAddress[] resolve(String name) throws UnknownHostException;

}
