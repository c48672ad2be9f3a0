package io.wxomedia.callback;

import java.net.URI;

/**
 * Sends callbacks that are meant for the {@code wxo-server} of a watsonx Orchestrate
 * Developer Edition to the tunnel that reaches it from this machine.
 */
class TunnelRewrite {

	private static final String SERVER = "wxo-server";

	private static final int SERVER_PORT = 4321;

	private final boolean enabled;

	private final String tunnel;

	/**
	 * Create the rewrite.
	 * @param enabled whether anything is rewritten
	 * @param tunnel the tunnel, as host or host:port
	 */
	TunnelRewrite(boolean enabled, String tunnel) {
		this.enabled = enabled;
		this.tunnel = tunnel;
	}

	/**
	 * Return where a callback really goes.
	 * @param url the URL that the caller gave
	 * @return the URL with the tunnel in place of {@code wxo-server}, port 4321 or none;
	 * any other URL as it is
	 */
	URI apply(URI url) {
		boolean meant = this.enabled && SERVER.equalsIgnoreCase(url.getHost()) && url.getRawUserInfo() == null
				&& (url.getPort() == SERVER_PORT || url.getPort() == -1);
		if (!meant) {
			return url;
		}
		String query = (url.getRawQuery() != null) ? "?" + url.getRawQuery() : "";
		return URI.create(url.getScheme() + "://" + this.tunnel + url.getRawPath() + query);
	}

}
