package io.wxomedia.callback;

import java.math.BigInteger;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.wxomedia.destination.DestinationVerdict.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A second answer to where callbacks may go, made another way: addresses are 8 or 32
 * hexadecimal digits, ranges are a first and a last address, and a URL is taken apart
 * character by character. Only {@link URI} (is it one at all?) and {@link IDN} are shared
 * with the first.
 */
class SlowVerdict {

	private static final String[][] NEVER = { { "a9fe0000", "a9feffff" }, { "646464c8", "646464c8" },
			{ "a83f8110", "a83f8110" }, { "fe800000000000000000000000000000", "febfffffffffffffffffffffffffffff" },
			{ "fd000ec2000000000000000000000254", "fd000ec2000000000000000000000254" },
			{ "fd2000ce000000000000000000000254", "fd2000ce000000000000000000000254" } };

	private static final String[][] NOT_GLOBAL = { { "00000000", "00ffffff" }, { "0a000000", "0affffff" },
			{ "64400000", "647fffff" }, { "7f000000", "7fffffff" }, { "ac100000", "ac1fffff" },
			{ "c0000000", "c00000ff" }, { "c0000200", "c00002ff" }, { "c0586300", "c05863ff" },
			{ "c0a80000", "c0a8ffff" }, { "c6120000", "c613ffff" }, { "c6336400", "c63364ff" },
			{ "cb007100", "cb0071ff" }, { "e0000000", "ffffffff" },
			{ "00000000000000000000000000000000", "1fffffffffffffffffffffffffffffff" },
			{ "20010000000000000000000000000000", "200101ffffffffffffffffffffffffff" },
			{ "20010db8000000000000000000000000", "20010db8ffffffffffffffffffffffff" },
			{ "3fff0000000000000000000000000000", "3fff0fffffffffffffffffffffffffff" },
			{ "40000000000000000000000000000000", "ffffffffffffffffffffffffffffffff" } };

	private final boolean privateAllowed;

	private final boolean listed;

	private final boolean requireHttps;

	private final boolean rewrite;

	private final Function<String, List<String>> names;

	/**
	 * Create it.
	 * @param privateAllowed whether private addresses are allowed
	 * @param listed whether only {@code *.allowed.example}, {@code only.example} and
	 * 198.51.100.0/24 are allowed
	 * @param requireHttps whether callbacks must be encrypted
	 * @param rewrite whether {@code wxo-server} means 127.0.0.1:14321
	 * @param names gives the addresses of a name as hexadecimal digits, none if it has
	 * none
	 */
	SlowVerdict(boolean privateAllowed, boolean listed, boolean requireHttps, boolean rewrite,
			Function<String, List<String>> names) {
		this.privateAllowed = privateAllowed;
		this.listed = listed;
		this.requireHttps = requireHttps;
		this.rewrite = rewrite;
		this.names = names;
	}

	Outcome of(String given) {
		String text = withoutBlanks(given);
		if (text.isEmpty() || given.length() > 8192 || !isUri(text)) {
			return Outcome.INVALID;
		}
		String scheme = text.toLowerCase(Locale.ROOT);
		int from = scheme.startsWith("http://") ? 7 : scheme.startsWith("https://") ? 8 : -1;
		if (from < 0) {
			return Outcome.INVALID;
		}
		int to = from;
		while (to < text.length() && "/?#".indexOf(text.charAt(to)) < 0) {
			to++;
		}
		return ofAuthority(text.substring(from, to), from == 8);
	}

	static String withoutBlanks(String text) {
		int from = 0;
		int to = text.length();
		while (from < to && " \t\r\n".indexOf(text.charAt(from)) >= 0) {
			from++;
		}
		while (from < to && " \t\r\n".indexOf(text.charAt(to - 1)) >= 0) {
			to--;
		}
		return text.substring(from, to);
	}

	private static boolean isUri(String text) {
		try {
			new URI(text);
			return true;
		}
		catch (URISyntaxException | NumberFormatException ex) {
			return false;
		}
	}

	private Outcome ofAuthority(String authority, boolean https) {
		int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
		String host = authority.substring(0, (end >= 0) ? end : authority.length());
		String port = authority.substring(host.length());
		if (authority.contains("@") || authority.contains("%") || host.isEmpty() || !isPort(port)) {
			return Outcome.INVALID;
		}
		if (this.rewrite && host.equalsIgnoreCase("wxo-server")
				&& (port.length() < 2 || new BigInteger(port.substring(1)).intValue() == 4321)) {
			host = "127.0.0.1";
		}
		String address;
		String name = "";
		try {
			if (host.startsWith("[")) {
				address = ipv6(host.substring(1, host.length() - 1));
			}
			else {
				name = ascii(host);
				address = ipv4(name);
			}
		}
		catch (IllegalArgumentException ex) {
			return Outcome.INVALID;
		}
		if (this.requireHttps && !https) {
			return Outcome.REFUSED;
		}
		List<String> addresses = (address != null) ? List.of(address) : this.names.apply(name);
		String named = (address != null) ? "" : name;
		boolean accepted = addresses.isEmpty()
				|| addresses.stream().anyMatch((candidate) -> isAllowed(named, candidate));
		return accepted ? Outcome.ACCEPTED : Outcome.REFUSED;
	}

	private static boolean isPort(String port) {
		if (port.isEmpty() || port.equals(":")) {
			return true;
		}
		if (port.charAt(0) != ':' || port.length() > 6 || !isMadeOf(port.substring(1), "0123456789")) {
			return false;
		}
		int number = Integer.parseInt(port.substring(1));
		return number >= 1 && number <= 65535;
	}

	private static boolean isMadeOf(String text, String characters) {
		return text.chars().allMatch((c) -> characters.indexOf(c) >= 0);
	}

	private static String ascii(String host) {
		String name = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
		name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
		for (String label : (name + ".").split("\\.", -1)) {
			boolean last = label.isEmpty() && name.length() > 0 && !name.endsWith(".");
			if (!last && (label.isEmpty() || label.length() > 63)
					|| !isMadeOf(label, "abcdefghijklmnopqrstuvwxyz0123456789-_")) {
				throw new IllegalArgumentException(host);
			}
		}
		if (name.isEmpty() || name.length() > 253 || name.contains("..") || name.startsWith(".")) {
			throw new IllegalArgumentException(host);
		}
		return name;
	}

	/**
	 * Read what WHATWG's URL standard reads as an IPv4 address.
	 */
	private static @Nullable String ipv4(String name) {
		String[] parts = name.split("\\.", -1);
		if (number(parts[parts.length - 1]) == null) {
			return null;
		}
		if (parts.length > 4) {
			throw new IllegalArgumentException(name);
		}
		BigInteger sum = BigInteger.ZERO;
		for (int i = 0; i < parts.length; i++) {
			BigInteger part = number(parts[i]);
			BigInteger most = (i < parts.length - 1) ? BigInteger.valueOf(256)
					: BigInteger.valueOf(256).pow(5 - parts.length);
			if (part == null || part.signum() < 0 || part.compareTo(most) >= 0) {
				throw new IllegalArgumentException(name);
			}
			sum = sum.add((i < parts.length - 1) ? part.multiply(BigInteger.valueOf(256).pow(3 - i)) : part);
		}
		return String.format("%08x", sum);
	}

	/**
	 * Return a number, -1 if it looks like one but has a wrong digit, or {@code null}.
	 */
	private static @Nullable BigInteger number(String part) {
		if (part.startsWith("0x") && isMadeOf(part.substring(2), "0123456789abcdef")) {
			return new BigInteger("0" + part.substring(2), 16);
		}
		if (part.isEmpty() || !isMadeOf(part, "0123456789")) {
			return null;
		}
		if (!part.startsWith("0")) {
			return new BigInteger(part);
		}
		return isMadeOf(part, "01234567") ? new BigInteger(part, 8) : BigInteger.ONE.negate();
	}

	private static String ipv6(String text) {
		String address = text;
		int dots = address.lastIndexOf(':') + 1;
		if (address.indexOf('.') >= 0) {
			address = address.substring(0, dots) + dotted(address.substring(dots));
		}
		int gap = address.indexOf("::");
		List<String> groups = new ArrayList<>();
		if (gap >= 0) {
			List<String> before = groups(address.substring(0, gap));
			List<String> after = groups(address.substring(gap + 2));
			groups.addAll(before);
			for (int i = before.size() + after.size(); i < 8; i++) {
				groups.add("0000");
			}
			if (before.size() + after.size() > 7) {
				throw new IllegalArgumentException(text);
			}
			groups.addAll(after);
		}
		else {
			groups.addAll(groups(address));
		}
		String hex = String.join("", groups);
		if (hex.length() != 32) {
			throw new IllegalArgumentException(text);
		}
		return hex.startsWith("00000000000000000000ffff") ? hex.substring(24) : hex;
	}

	private static List<String> groups(String text) {
		if (text.isEmpty()) {
			return List.of();
		}
		return Arrays.stream(text.split(":", -1)).map((group) -> {
			if (group.isEmpty() || group.length() > 4 || !isMadeOf(group, "0123456789abcdefABCDEF")) {
				throw new IllegalArgumentException(text);
			}
			return "0".repeat(4 - group.length()) + group.toLowerCase(Locale.ROOT);
		}).toList();
	}

	private static String dotted(String text) {
		String[] parts = text.split("\\.", -1);
		if (parts.length != 4) {
			throw new IllegalArgumentException(text);
		}
		StringBuilder hex = new StringBuilder();
		for (String part : parts) {
			if (part.isEmpty() || part.length() > 3 || part.length() > 1 && part.startsWith("0")
					|| !isMadeOf(part, "0123456789") || Integer.parseInt(part) > 255) {
				throw new IllegalArgumentException(text);
			}
			hex.append(String.format("%02x", Integer.parseInt(part)));
		}
		return hex.insert(4, ':').toString();
	}

	private boolean isAllowed(String name, String address) {
		List<String> meant = meant(address);
		if (meant.stream().anyMatch((one) -> lies(one, NEVER))) {
			return false;
		}
		if (this.listed) {
			return name.endsWith(".allowed.example") || name.equals("only.example")
					|| meant.stream().allMatch((one) -> one.startsWith("c63364") && one.length() == 8);
		}
		return this.privateAllowed || meant.stream().noneMatch((one) -> lies(one, NOT_GLOBAL));
	}

	private static List<String> meant(String address) {
		if (address.length() == 8) {
			return List.of(address);
		}
		String last = address.substring(24);
		String zeros = "0".repeat(24);
		for (String prefix : List.of(zeros, zeros.substring(4) + "ffff", zeros.substring(8) + "ffff0000",
				"0064ff9b" + zeros.substring(8))) {
			if (address.startsWith(prefix)) {
				return List.of(last);
			}
		}
		if (address.startsWith("2002")) {
			return List.of(address.substring(4, 12));
		}
		if (address.startsWith("20010000")) {
			return List.of(String.format("%08x", 0xFFFFFFFFL - Long.parseLong(last, 16)), address.substring(8, 16));
		}
		if (address.startsWith("0064ff9b0001")) {
			List<String> inside = new ArrayList<>(List.of(address.substring(12, 16) + address.substring(18, 22), last));
			inside.remove("00000000");
			inside.remove("00000000");
			return inside.isEmpty() ? List.of(address) : inside;
		}
		String before = address.substring(16, 24);
		return (before.equals("00005efe") || before.equals("02005efe")) ? List.of(address, last) : List.of(address);
	}

	private static boolean lies(String address, String[][] ranges) {
		BigInteger number = new BigInteger(address, 16);
		return Arrays.stream(ranges)
			.filter((range) -> range[0].length() == address.length())
			.anyMatch((range) -> number.compareTo(new BigInteger(range[0], 16)) >= 0
					&& number.compareTo(new BigInteger(range[1], 16)) <= 0);
	}

	/**
	 * Return which addresses of a name are allowed.
	 * @param name the name
	 * @param all its addresses
	 * @return the addresses that are allowed
	 */
	List<String> allowed(String name, List<String> all) {
		return all.stream().filter((address) -> isAllowed(name, address)).toList();
	}

}
