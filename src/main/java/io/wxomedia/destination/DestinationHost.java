package io.wxomedia.destination;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A host in the one spelling that is compared, resolved and connected to.
 *
 * @param name the name in lower-case ASCII without a trailing dot, or the address as text
 * @param literal the address, or {@code null} if the host is a name
 */
public record DestinationHost(String name, @Nullable InetAddress literal) {

	// Underscores are no part of DNS, but Docker and Kubernetes resolve such names.
	private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");

	private static final int MAX_NAME_LENGTH = 253;

	// Readers differ in whether a number that begins with 0 is octal.
	private static final Pattern DOTTED_END = Pattern.compile("[^.]*:(?!0\\d)\\d{1,3}(\\.(?!0\\d)\\d{1,3}){3}");

	/**
	 * Read a host as it stands in a URL.
	 * @param host a name (international ones too), an IPv4 address in any notation, or an
	 * IPv6 address with or without brackets and zone
	 * @return the host
	 * @throws IllegalArgumentException if it is neither a name nor an address
	 */
	public static DestinationHost of(String host) {
		if (host.contains(":")) {
			return of(ipv6(host));
		}
		String name = ascii(host);
		InetAddress literal = Ipv4Literal.parse(name);
		return (literal != null) ? of(literal) : new DestinationHost(name, null);
	}

	private static DestinationHost of(InetAddress address) {
		return new DestinationHost(text(address), address);
	}

	private static InetAddress ipv6(String host) {
		try {
			// A zone only means something to link-local addresses, which are never
			// allowed.
			String address = host.replaceFirst("^\\[(.*)\\]$", "$1").replaceFirst("%.*$", "");
			if (address.contains(".") && !DOTTED_END.matcher(address).matches()) {
				throw new IllegalArgumentException("'" + host + "' is not an IPv6 address");
			}
			// In brackets nothing but an IPv6 address is read, and no name is looked up.
			return InetAddress.getByName("[" + address + "]");
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("'" + host + "' is not an IPv6 address", ex);
		}
	}

	private static String ascii(String host) {
		String name = toAscii(host).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
		if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("'" + host + "' is not a host name");
		}
		return name;
	}

	private static String toAscii(String host) {
		try {
			return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'" + host + "' is not a host name", ex);
		}
	}

	/**
	 * Return the usual text of an address, with the zeros of IPv6 shortened.
	 * @param address the address
	 * @return the text
	 */
	public static String text(InetAddress address) {
		return address.getHostAddress().replaceFirst("%.*$", "").replaceFirst("(^|:)(0(:|$)){2,}", "::");
	}

}
