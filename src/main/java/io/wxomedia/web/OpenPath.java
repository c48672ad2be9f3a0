package io.wxomedia.web;

import org.jspecify.annotations.Nullable;

/**
 * A path that the token does not protect. A module declares one as a bean.
 *
 * @param method the method, or {@code null} for all
 * @param pattern the path; a segment {@code *} stands for any one segment, and
 * {@code /**} at the end for everything below
 */
public record OpenPath(@Nullable String method, String pattern) {

	/**
	 * Return whether a request goes there.
	 * @param requestMethod the request's method
	 * @param path its path, decoded
	 * @return {@code true} if it does
	 */
	public boolean matches(String requestMethod, String path) {
		return (this.method == null || this.method.equals(requestMethod)) && matches(path);
	}

	private boolean matches(String path) {
		String[] expected = this.pattern.split("/", -1);
		String[] given = path.split("/", -1);
		for (int i = 0; i < expected.length; i++) {
			if (i == given.length) {
				return false;
			}
			if (expected[i].equals("**")) {
				return true;
			}
			if (!(expected[i].equals("*") ? !given[i].isEmpty() : expected[i].equals(given[i]))) {
				return false;
			}
		}
		return given.length == expected.length;
	}

}
