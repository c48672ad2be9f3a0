package io.wxomedia.destination;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL taken apart. {@link URI#getHost()} does not know {@code my_service},
 * {@code bücher.example} or {@code 127.1}; this does.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host
 * @param port the port, or -1 for the scheme's own
 * @param path the path and the query, percent-encoded
 */
public record Destination(String scheme, DestinationHost host, int port, String path) {

	private static final Pattern AUTHORITY = Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:\\[\\]]*)(:(?<port>\\d*))?");

	private static final int MAX_PORT = 65535;

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	/**
	 * Take a URL apart.
	 * @param url the URL
	 * @return its parts
	 * @throws IllegalArgumentException if no request can go to such a URL; the message
	 * says why, without the URL's secrets
	 */
	public static Destination of(URI url) {
		String scheme = (url.getScheme() != null) ? url.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!scheme.equals("http") && !scheme.equals("https")) {
			throw new IllegalArgumentException("the URL must start with http:// or https://");
		}
		String authority = url.getRawAuthority();
		if (authority == null) {
			throw new IllegalArgumentException("the URL has no host");
		}
		if (authority.contains("@")) {
			throw new IllegalArgumentException("the URL must not contain a user name or password");
		}
		Matcher matcher = AUTHORITY.matcher(authority);
		if (!matcher.matches() || matcher.group("host").isEmpty()) {
			throw new IllegalArgumentException("the URL has no host, or its port is no number");
		}
		return new Destination(scheme, DestinationHost.of(matcher.group("host")), port(matcher.group("port")),
				path(url));
	}

	private static int port(String port) {
		if (port == null || port.isEmpty()) {
			return -1;
		}
		int number = (port.length() <= 5) ? Integer.parseInt(port) : 0;
		if (number < 1 || number > MAX_PORT) {
			throw new IllegalArgumentException("the URL's port must be between 1 and " + MAX_PORT);
		}
		return number;
	}

	private static String path(URI url) {
		URI ascii = URI.create(url.toASCIIString());
		String path = (ascii.getRawPath().isEmpty()) ? "/" : ascii.getRawPath();
		return (ascii.getRawQuery() != null) ? path + "?" + ascii.getRawQuery() : path;
	}

	/**
	 * Return the port to connect to.
	 * @return the port, or the scheme's own
	 */
	public int portOrUsual() {
		if (this.port > 0) {
			return this.port;
		}
		return this.scheme.equals("https") ? HTTPS : HTTP;
	}

	/**
	 * Return a text without the query of this URL, should it contain it.
	 * @param text any text
	 * @return the text, safe to be logged and kept
	 */
	public String conceal(String text) {
		int query = this.path.indexOf('?');
		return (query >= 0 && query < this.path.length() - 1) ? text.replace(this.path.substring(query), "?***") : text;
	}

}
