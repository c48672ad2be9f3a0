package io.wxomedia.web;

import java.util.regex.Pattern;

/**
 * What may stand in a Host header. Names with an underscore are no host names by RFC 952,
 * but they are what Compose calls its services, and RFC 3986 lets them pass.
 */
public final class HostNames {

	private static final Pattern USABLE = Pattern
		.compile("([A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}\\])(:\\d{0,5})?");

	private HostNames() {
	}

	/**
	 * Return whether a text is a host, with or without a port.
	 * @param text the value of a header
	 * @return {@code true} for a name, an IPv4 address, or an IPv6 address in brackets
	 */
	public static boolean isUsable(String text) {
		return USABLE.matcher(text).matches();
	}

}
