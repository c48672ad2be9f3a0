package io.wxomedia.access;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The origins whose pages may call the service from a browser.
 *
 * @param origins the origins; {@code *} stands for all
 */
record AllowedOrigins(List<String> origins) {

	private static final String ALL = "*";

	private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9_.-]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?");

	AllowedOrigins {
		origins = List.copyOf(origins);
	}

	/**
	 * Read a list. Spring's conversion calls this when it binds the property.
	 * @param text origins as browsers send them, separated by commas or white space;
	 * blank for none
	 * @return the list
	 * @throws IllegalArgumentException if an entry is no origin
	 */
	public static AllowedOrigins valueOf(String text) {
		List<String> origins = Arrays.stream(text.split("[,\\s]+")).filter((entry) -> !entry.isEmpty()).toList();
		for (String origin : origins) {
			if (!origin.equals(ALL) && !ORIGIN.matcher(origin).matches()) {
				throw new IllegalArgumentException("must hold * or origins such as https://app.example.com"
						+ " (lower case, no path, no slash at the end); " + origin + " is none");
			}
		}
		return new AllowedOrigins(origins);
	}

	boolean isEmpty() {
		return this.origins.isEmpty();
	}

}
