package io.wxomedia.destination;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the IPv4 addresses that browsers and curl understand in a URL: besides
 * {@code 127.0.0.1} also {@code 0177.0.0.1}, {@code 0x7f.1}, {@code 127.1} and
 * {@code 2130706433} (the IPv4 parser of the WHATWG URL standard).
 */
final class Ipv4Literal {

	private static final int MAX_PARTS = 4;

	private static final long INVALID = -1;

	private Ipv4Literal() {
	}

	/**
	 * Return the address that a host means, if it is written as a number.
	 * @param host the host, lower case and without a trailing dot
	 * @return the address, or {@code null} if the host is a name
	 * @throws IllegalArgumentException if the host ends in a number without being an
	 * address: nobody can own such a name
	 */
	static @Nullable InetAddress parse(String host) {
		List<String> parts = List.of(host.split("\\.", -1));
		if (!isNumber(parts.get(parts.size() - 1))) {
			return null;
		}
		long address = (parts.size() <= MAX_PARTS) ? value(parts) : INVALID;
		if (address == INVALID) {
			throw new IllegalArgumentException("'" + host + "' is not an IPv4 address");
		}
		return address(address);
	}

	private static boolean isNumber(String part) {
		return part.matches("\\d+|0x[0-9a-f]*");
	}

	private static long value(List<String> parts) {
		long address = 0;
		for (int i = 0; i < parts.size(); i++) {
			// The last part fills all the bytes that are left.
			boolean last = i == parts.size() - 1;
			int bits = (last) ? Byte.SIZE * (MAX_PARTS - i) : Byte.SIZE;
			long part = number(parts.get(i));
			if (part == INVALID || part >= 1L << bits) {
				return INVALID;
			}
			address = (address << bits) | part;
		}
		return address;
	}

	private static long number(String part) {
		try {
			if (!isNumber(part)) {
				return INVALID;
			}
			if (part.startsWith("0x")) {
				return (part.length() > 2) ? Long.parseLong(part.substring(2), 16) : 0;
			}
			return Long.parseLong(part, (part.startsWith("0")) ? 8 : 10);
		}
		catch (NumberFormatException ex) {
			return INVALID;
		}
	}

	private static InetAddress address(long value) {
		try {
			return InetAddress.getByAddress(
					new byte[] { (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value });
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("Four bytes are always an address", ex);
		}
	}

}
