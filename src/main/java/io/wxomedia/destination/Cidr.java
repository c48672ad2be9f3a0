package io.wxomedia.destination;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses.
 *
 * @param network an address of the range
 * @param prefixLength how many leading bits the addresses of the range have in common
 */
record Cidr(InetAddress network, int prefixLength) {

	private static final String OCTET = "(0|[1-9]\\d{0,2})";

	// Short and octal notations are not read: 10/8 would mean 0.0.0.10/8.
	private static final Pattern TEXT = Pattern.compile(
			"(?<network>" + OCTET + "(\\." + OCTET + "){3}|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\\]?)/(?<length>\\d{1,3})");

	Cidr {
		if (prefixLength > network.getAddress().length * Byte.SIZE) {
			throw new IllegalArgumentException(
					"/" + prefixLength + " is too long for " + DestinationHost.text(network));
		}
	}

	/**
	 * Read a range.
	 * @param text the range, for instance {@code 10.0.0.0/8}
	 * @return the range
	 * @throws IllegalArgumentException if it is no range
	 */
	static Cidr parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw new IllegalArgumentException("'" + text + "' is not a range such as 10.0.0.0/8");
		}
		InetAddress network = DestinationHost.of(matcher.group("network")).literal();
		if (network == null) {
			throw new IllegalStateException("Only addresses match: " + text);
		}
		return new Cidr(network, Integer.parseInt(matcher.group("length")));
	}

	/**
	 * Return the range that holds one address only.
	 * @param address the address
	 * @return the range
	 */
	static Cidr single(InetAddress address) {
		return new Cidr(address, address.getAddress().length * Byte.SIZE);
	}

	/**
	 * Return whether an address lies in this range.
	 * @param address the address
	 * @return {@code true} if it does; {@code false} for an address of the other family
	 */
	boolean contains(InetAddress address) {
		byte[] ours = this.network.getAddress();
		byte[] theirs = address.getAddress();
		if (ours.length != theirs.length) {
			return false;
		}
		for (int bit = 0; bit < this.prefixLength; bit++) {
			int mask = 0x80 >> (bit % Byte.SIZE);
			if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
				return false;
			}
		}
		return true;
	}

}
