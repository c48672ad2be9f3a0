package io.wxomedia.fal;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Which addresses are fal's. An answer of fal names addresses, and neither the key nor a
 * request goes anywhere else: by https to fal's own hosts, or in whatever way to where
 * FAL_QUEUE_URL leads.
 *
 * @param queue the address of the queue
 */
record FalHosts(URI queue) {

	private static final List<String> DOMAINS = List.of("fal.media", "fal.run", "fal.ai");

	private static final int HTTPS = 443;

	/**
	 * Return whether an address is fal's.
	 */
	boolean isFals(URI address) {
		if (address.getHost() == null || address.getRawUserInfo() != null) {
			return false;
		}
		if (isQueues(address)) {
			return true;
		}
		String host = address.getHost().toLowerCase(Locale.ROOT);
		return "https".equalsIgnoreCase(address.getScheme()) && (address.getPort() == -1 || address.getPort() == HTTPS)
				&& DOMAINS.stream().anyMatch((domain) -> host.equals(domain) || host.endsWith("." + domain));
	}

	/**
	 * Return whether an address has the queue's origin, so that the key may go there.
	 */
	boolean isQueues(URI address) {
		return origin(address).equals(origin(this.queue));
	}

	private static String origin(URI address) {
		String scheme = lower(address.getScheme());
		int port = address.getPort();
		if (port == -1) {
			port = scheme.equals("https") ? HTTPS : 80;
		}
		return scheme + "://" + lower(address.getHost()) + ":" + port;
	}

	private static String lower(@Nullable String text) {
		return (text != null) ? text.toLowerCase(Locale.ROOT) : "";
	}

}
