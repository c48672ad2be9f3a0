package io.wxomedia.destination;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the IPv4 addresses that traffic to an IPv6 address may end up at.
 */
final class EmbeddedAddresses {

	private static final List<Cidr> IPV4_AT_THE_END = Stream.of("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")
		.map(Cidr::parse)
		.toList();

	private static final Cidr LOCAL_NAT64 = Cidr.parse("64:ff9b:1::/48");

	private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");

	private static final Cidr TEREDO = Cidr.parse("2001::/32");

	private EmbeddedAddresses() {
	}

	/**
	 * Return the addresses that an address stands for. Each of them has to be allowed.
	 * @param address any address
	 * @return the IPv4 addresses inside it where there are any, else the address itself
	 */
	static List<InetAddress> meantBy(InetAddress address) {
		if (address instanceof Inet4Address) {
			return List.of(address);
		}
		byte[] bytes = address.getAddress();
		if (isMapped(bytes) || IPV4_AT_THE_END.stream().anyMatch((range) -> range.contains(address))) {
			return List.of(last(bytes));
		}
		if (SIX_TO_FOUR.contains(address)) {
			return List.of(ipv4(bytes[2], bytes[3], bytes[4], bytes[5]));
		}
		if (TEREDO.contains(address)) {
			// The client, and the server that a relay asks to reach it.
			return List.of(ipv4(~bytes[12], ~bytes[13], ~bytes[14], ~bytes[15]),
					ipv4(bytes[4], bytes[5], bytes[6], bytes[7]));
		}
		if (LOCAL_NAT64.contains(address)) {
			return localNat64(address, bytes);
		}
		return (isIsatap(bytes)) ? List.of(address, last(bytes)) : List.of(address);
	}

	// Java turns mapped addresses into IPv4 ones wherever it reads text, so a range of
	// them cannot be written down.
	private static boolean isMapped(byte[] bytes) {
		return (bytes[10] & bytes[11]) == -1 && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10);
	}

	private static boolean isIsatap(byte[] bytes) {
		return (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
	}

	// The operator of such a gateway chooses whether the IPv4 address follows the /48
	// prefix or comes last; the place that is not used is zero.
	private static List<InetAddress> localNat64(InetAddress address, byte[] bytes) {
		List<InetAddress> meant = Stream.of(ipv4(bytes[6], bytes[7], bytes[9], bytes[10]), last(bytes))
			.filter((embedded) -> !embedded.isAnyLocalAddress())
			.toList();
		return (!meant.isEmpty()) ? meant : List.of(address);
	}

	private static InetAddress last(byte[] bytes) {
		return ipv4(bytes[12], bytes[13], bytes[14], bytes[15]);
	}

	private static InetAddress ipv4(int first, int second, int third, int fourth) {
		try {
			return InetAddress.getByAddress(new byte[] { (byte) first, (byte) second, (byte) third, (byte) fourth });
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("Four bytes are always an address", ex);
		}
	}

}
