package io.wxomedia.destination;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list of places that requests are confined to.
 *
 * @param names host names
 * @param suffixes ends of host names, with their leading dot
 * @param ranges ranges of addresses
 */
public record AllowedHosts(Set<String> names, List<String> suffixes, List<Cidr> ranges) {

	private static final String WILDCARD = "*.";

	public AllowedHosts {
		names = Set.copyOf(names);
		suffixes = List.copyOf(suffixes);
		ranges = List.copyOf(ranges);
	}

	/**
	 * Read a list. Spring's conversion calls this when it binds the property.
	 * @param text host names, {@code *.example.com}, addresses and CIDR ranges, separated
	 * by commas or white space; blank for no list
	 * @return the list
	 * @throws IllegalArgumentException if an entry is none of these
	 */
	public static AllowedHosts valueOf(String text) {
		Set<String> names = new HashSet<>();
		List<String> suffixes = new ArrayList<>();
		List<Cidr> ranges = new ArrayList<>();
		for (String entry : text.split("[,\\s]+")) {
			if (!entry.isEmpty()) {
				read(entry, names, suffixes, ranges);
			}
		}
		return new AllowedHosts(names, suffixes, ranges);
	}

	private static void read(String entry, Set<String> names, List<String> suffixes, List<Cidr> ranges) {
		try {
			if (entry.contains("/")) {
				ranges.add(Cidr.parse(entry));
				return;
			}
			boolean wildcard = entry.startsWith(WILDCARD);
			DestinationHost host = DestinationHost.of((wildcard) ? entry.substring(WILDCARD.length()) : entry);
			InetAddress literal = host.literal();
			if (literal == null && wildcard) {
				suffixes.add("." + host.name());
			}
			else if (literal == null) {
				names.add(host.name());
			}
			else if (!wildcard) {
				ranges.add(Cidr.single(literal));
			}
			else {
				throw new IllegalArgumentException("Addresses have no subdomains");
			}
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'" + entry + "' is not a host, *.domain, address or CIDR range (no scheme, port or path)");
		}
	}

	/**
	 * Return whether there is no list, so that other rules decide.
	 * @return {@code true} if nothing is listed
	 */
	public boolean isEmpty() {
		return this.names.isEmpty() && this.suffixes.isEmpty() && this.ranges.isEmpty();
	}

	/**
	 * Return whether the list admits a destination, by its name or by its address.
	 * @param host the host that was asked for
	 * @param meant the addresses it stands for, see {@link EmbeddedAddresses}
	 * @return {@code true} if the name or every address is listed
	 */
	public boolean admit(DestinationHost host, Collection<InetAddress> meant) {
		return admitsName(host) || meant.stream().allMatch(this::admitsAddress);
	}

	private boolean admitsName(DestinationHost host) {
		return host.literal() == null && (this.names.contains(host.name())
				|| this.suffixes.stream().anyMatch((suffix) -> host.name().endsWith(suffix)));
	}

	private boolean admitsAddress(InetAddress address) {
		return this.ranges.stream().anyMatch((range) -> range.contains(address));
	}

}
