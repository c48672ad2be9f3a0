package io.wxomedia.session;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The code by which people join: six letters or digits, none of which looks like another
 * one.
 */
final class JoinCode {

	/**
	 * Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V.
	 */
	static final String LETTERS = "34679ACDEFGHJKMNPQRTWXY";

	static final int LENGTH = 6;

	private static final RandomGenerator random = new SecureRandom();

	private JoinCode() {
	}

	static String next() {
		StringBuilder code = new StringBuilder();
		for (int i = 0; i < LENGTH; i++) {
			code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
		}
		return code.toString();
	}

	/**
	 * Read a code as people type it: in any case, with spaces and hyphens.
	 */
	static String read(String typed) {
		return typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
	}

}
