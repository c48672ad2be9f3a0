package io.wxomedia.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which address a request came from, also behind proxies. The framework takes
 * the first address of {@code X-Forwarded-For}, which is whatever the client wrote there.
 * Here the list is read from its end, where the nearest proxy wrote, and past private
 * addresses only: those are proxies of the same house.
 */
public final class ClientAddress {

	private static final Pattern IPV4 = Pattern
		.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

	private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

	private static final int NETWORK_BYTES = 8;

	private ClientAddress() {
	}

	/**
	 * Return the address, or for IPv6 its network of 64 bits, which is what one customer
	 * gets.
	 * @param request the request, as the container or any filter has it
	 * @return a text that stands for the client
	 */
	public static String of(HttpServletRequest request) {
		HttpServletRequest original = original(request);
		InetAddress client = find(original.getRemoteAddr(), Collections.list(original.getHeaders("X-Forwarded-For")));
		return (client != null) ? text(client) : String.valueOf(original.getRemoteAddr());
	}

	/**
	 * Return the address of a client that is not of the house.
	 * @param peer the address at the other end of the connection
	 * @param forwardedFor the values of {@code X-Forwarded-For}
	 * @return a text as of {@link #of}, or {@code null} if no address of the internet is
	 * known
	 */
	public static @Nullable String outside(String peer, List<String> forwardedFor) {
		InetAddress client = find(peer, forwardedFor);
		return (client != null && !isOfTheHouse(client)) ? text(client) : null;
	}

	private static @Nullable InetAddress find(String peer, List<String> forwardedFor) {
		InetAddress client = parse(peer);
		String[] hops = String.join(",", forwardedFor).split(",");
		for (int i = hops.length - 1; i >= 0 && isOfTheHouse(client); i--) {
			InetAddress hop = parse(hops[i].strip());
			if (hop == null) {
				break;
			}
			client = hop;
		}
		return client;
	}

	/**
	 * The filter for forwarded headers hides them and changes the address.
	 */
	private static HttpServletRequest original(HttpServletRequest request) {
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper) {
			inner = wrapper.getRequest();
		}
		return (inner instanceof HttpServletRequest http) ? http : request;
	}

	private static boolean isOfTheHouse(@Nullable InetAddress address) {
		return address != null && (address.isLoopbackAddress() || address.isSiteLocalAddress()
				|| address.isLinkLocalAddress() || isShared(address.getAddress()) || isUniqueLocal(address));
	}

	/**
	 * 100.64.0.0/10, which clouds use inside.
	 */
	private static boolean isShared(byte[] bytes) {
		return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
	}

	private static boolean isUniqueLocal(InetAddress address) {
		return address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
	}

	private static @Nullable InetAddress parse(@Nullable String text) {
		if (text == null) {
			return null;
		}
		String address = text.replaceFirst("^\\[(.*)](:\\d+)?$", "$1").replaceFirst("^([\\d.]+):\\d+$", "$1");
		if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
			// Anything else would be looked up.
			return null;
		}
		try {
			return InetAddress.getByName(address);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private static String text(InetAddress client) {
		byte[] bytes = client.getAddress();
		if (bytes.length == 4) {
			return client.getHostAddress();
		}
		try {
			byte[] network = Arrays.copyOf(Arrays.copyOf(bytes, NETWORK_BYTES), bytes.length);
			return InetAddress.getByAddress(network).getHostAddress();
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address of 16 bytes has a right length", ex);
		}
	}

}
