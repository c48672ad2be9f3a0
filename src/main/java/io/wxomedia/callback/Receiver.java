package io.wxomedia.callback;

import java.net.URI;

import io.wxomedia.destination.Destination;

/**
 * Who takes callbacks at an address: what is down when one is down.
 *
 * @param host the host in its one spelling, or an empty text if the address has none
 * @param port the port
 */
record Receiver(String host, int port) {

	/**
	 * Return who is behind an address.
	 * @param url the address
	 * @return the receiver; addresses that callbacks cannot go to have one in common
	 */
	static Receiver of(URI url) {
		try {
			Destination destination = Destination.of(url);
			return new Receiver(destination.host().name(), destination.portOrUsual());
		}
		catch (IllegalArgumentException ex) {
			// The attempt will say what is wrong with it.
			return new Receiver("", 0);
		}
	}

}
