package io.wxomedia.destination;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes URLs fit for logs: no user names, no passwords, no query values, no line breaks.
 */
public final class MaskedUrl {

	private static final String MASK = "***";

	private static final Pattern USERINFO = Pattern.compile("^([^/?#]*//)[^/?#]*@");

	private static final Pattern PARTS = Pattern.compile("(?<base>[^?#]*)(?<query>\\?[^#]*)?(?<fragment>#.*)?");

	private MaskedUrl() {
	}

	/**
	 * Mask a URL.
	 * @param url a URL, or any text that should have been one
	 * @return the URL with its secrets replaced by asterisks
	 */
	public static String of(String url) {
		String line = url.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", " ");
		String masked = USERINFO.matcher(line).replaceFirst("$1" + MASK + "@");
		if (masked.contains("@") && !isUrl(masked.replace(MASK + "@", ""))) {
			// Where a password ends cannot be told if it contains / or ?.
			return line.replaceFirst("^(https?:(//)?)?.*", "$1" + MASK);
		}
		Matcher parts = PARTS.matcher(masked);
		if (!parts.matches()) {
			throw new IllegalStateException("Every line has these parts");
		}
		String query = (parts.group("query") != null) ? "?" + maskQuery(parts.group("query").substring(1)) : "";
		return parts.group("base") + query + ((parts.group("fragment") != null) ? "#" + MASK : "");
	}

	private static boolean isUrl(String text) {
		try {
			Destination.of(new URI(text));
			return true;
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			return false;
		}
	}

	private static String maskQuery(String query) {
		return Arrays.stream(query.split("&", -1)).map(MaskedUrl::maskParameter).collect(Collectors.joining("&"));
	}

	private static String maskParameter(String parameter) {
		int equals = parameter.indexOf('=');
		if (equals >= 0) {
			return parameter.substring(0, equals + 1) + MASK;
		}
		return (parameter.isEmpty()) ? "" : MASK;
	}

}
