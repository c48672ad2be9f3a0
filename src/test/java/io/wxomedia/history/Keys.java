package io.wxomedia.history;

import java.util.stream.Collectors;

/**
 * The credentials.
 */
final class Keys {

	private Keys() {
	}

	static String of(String owner) {
		return owner + "-0123456789abcdef";
	}

	/**
	 * Return the value of API_KEYS.
	 */
	static String setting() {
		return Programme.OWNERS.stream().map((owner) -> owner + ":" + of(owner)).collect(Collectors.joining(","));
	}

	/**
	 * Return somebody else.
	 */
	static String stranger(String owner) {
		int place = Programme.OWNERS.indexOf(owner);
		return Programme.OWNERS.get((place + 1) % Programme.OWNERS.size());
	}

}
