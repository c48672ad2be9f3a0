package io.wxomedia.platform;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells by their names which hosts nobody on the internet reaches. Looks nothing up.
 */
public final class PrivateHosts {

	private static final Pattern LOCAL = Pattern
		.compile("localhost|.*\\.(localhost|local|internal)|127\\..*|0\\.0\\.0\\.0"
				+ "|\\[::1?]|\\[f[cd].*|10\\..*|192\\.168\\..*|172\\.(1[6-9]|2\\d|3[01])\\..*");

	/**
	 * A host of the same network by its short name, such as that of a container.
	 */
	private static final Pattern SHORT_NAME = Pattern.compile("[^.\\[]+");

	/**
	 * IBM Cloud's endpoints of object storage that only its own networks reach.
	 */
	private static final Pattern CLOUD_INTERNAL = Pattern
		.compile("([^.]+\\.)?s3\\.(private|direct)\\..*\\.appdomain\\.cloud");

	private PrivateHosts() {
	}

	/**
	 * Return whether an address is one of this machine or of a private network.
	 * @param address the address
	 * @return {@code true} for {@code localhost}, private addresses and names that end in
	 * {@code .local} or {@code .internal}
	 */
	public static boolean isLocal(URI address) {
		return LOCAL.matcher(host(address)).matches();
	}

	/**
	 * Return whether somebody on the internet cannot follow an address, as far as its
	 * name tells.
	 * @param address the address
	 * @return {@code true} for what {@link #isLocal} is, short names, and IBM Cloud's
	 * private endpoints of object storage
	 */
	public static boolean isUnreachable(URI address) {
		String host = host(address);
		return LOCAL.matcher(host).matches() || SHORT_NAME.matcher(host).matches()
				|| CLOUD_INTERNAL.matcher(host).matches();
	}

	private static String host(URI address) {
		return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
	}

}
