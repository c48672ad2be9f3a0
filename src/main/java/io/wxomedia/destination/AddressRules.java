package io.wxomedia.destination;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges the addresses that requests would connect to.
 */
public class AddressRules {

	private static final List<Cidr> NEVER = ranges("169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32",
			"fe80::/10", "fd00:ec2::254/128", "fd20:ce::254/128");

	private static final List<Cidr> PRIVATE = ranges("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
			"172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
			"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32",
			"3fff::/20");

	// The only IPv6 space that was ever given out for global use; all else is special.
	private static final Cidr GLOBAL_IPV6 = Cidr.parse("2000::/3");

	private final boolean privateAllowed;

	private final AllowedHosts allowedHosts;

	/**
	 * Create the rules.
	 * @param privateNetworks whether private addresses are allowed
	 * @param inCloud whether the service runs in a cloud
	 * @param allowedHosts what is allowed and nothing else, unless it is empty
	 */
	public AddressRules(PrivateNetworks privateNetworks, boolean inCloud, AllowedHosts allowedHosts) {
		this.privateAllowed = switch (privateNetworks) {
			case AUTO -> !inCloud;
			case ALLOW -> true;
			case DENY -> false;
		};
		this.allowedHosts = allowedHosts;
	}

	private static List<Cidr> ranges(String... ranges) {
		return Stream.of(ranges).map(Cidr::parse).toList();
	}

	/**
	 * Judge one address of a host.
	 * @param host the host that was asked for
	 * @param address an address it resolves to
	 * @return the ruling
	 */
	public Ruling judge(DestinationHost host, InetAddress address) {
		List<InetAddress> meant = EmbeddedAddresses.meantBy(address);
		Reach reach = reach(meant);
		if (reach == Reach.NEVER) {
			return Ruling.NEVER;
		}
		if (!this.allowedHosts.isEmpty()) {
			return (this.allowedHosts.admit(host, meant)) ? Ruling.ALLOWED : Ruling.NOT_LISTED;
		}
		return (reach == Reach.GLOBAL || this.privateAllowed) ? Ruling.ALLOWED : Ruling.PRIVATE;
	}

	/**
	 * Return how far an address reaches, whatever the settings are.
	 * @param address the address
	 * @return its reach
	 */
	public static Reach reach(InetAddress address) {
		return reach(EmbeddedAddresses.meantBy(address));
	}

	private static Reach reach(Collection<InetAddress> meant) {
		return meant.stream().map(AddressRules::reachOf).max(Comparator.naturalOrder()).orElse(Reach.NEVER);
	}

	private static Reach reachOf(InetAddress address) {
		if (contain(NEVER, address)) {
			return Reach.NEVER;
		}
		boolean global = address instanceof Inet4Address || GLOBAL_IPV6.contains(address);
		return (global && !contain(PRIVATE, address)) ? Reach.GLOBAL : Reach.PRIVATE;
	}

	private static boolean contain(List<Cidr> ranges, InetAddress address) {
		return ranges.stream().anyMatch((range) -> range.contains(address));
	}

	/**
	 * How far an address reaches, from harmless to harmful.
	 */
	public enum Reach {

		/**
		 * An address of the public internet.
		 */
		GLOBAL,

		/**
		 * Loopback, private networks and every other range that is not global.
		 */
		PRIVATE,

		/**
		 * Cloud metadata and link-local.
		 */
		NEVER

	}

	/**
	 * What is said about an address.
	 */
	public enum Ruling {

		/**
		 * Requests may go there.
		 */
		ALLOWED,

		/**
		 * It is private, and private addresses are refused.
		 */
		PRIVATE,

		/**
		 * There is a list, and it is not on it.
		 */
		NOT_LISTED,

		/**
		 * No setting allows it.
		 */
		NEVER

	}

}
