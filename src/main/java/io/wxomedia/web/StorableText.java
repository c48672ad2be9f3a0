package io.wxomedia.web;

import org.jspecify.annotations.Nullable;

/**
 * What a text may hold that callers send and that is kept: everything that every database
 * can store. Control characters are part of it: texts pasted from Word or out of a PDF
 * have vertical tabs and form feeds in them. Pure.
 */
public final class StorableText {

	private static final char REPLACEMENT = '\uFFFD';

	private StorableText() {
	}

	/**
	 * Return what in a text for people or models cannot be kept: NUL, which PostgreSQL
	 * does not store, or half a surrogate pair, which has no form in UTF-8 (RFC 3629,
	 * section 3).
	 * @param text the text
	 * @return the first such character in words, to stand behind "holds", or {@code null}
	 * if there is none
	 */
	public static @Nullable String fault(String text) {
		int[] codePoints = text.codePoints().toArray();
		for (int i = 0; i < codePoints.length; i++) {
			if (isUnstorable(codePoints[i])) {
				return name(codePoints[i]) + " at character " + (i + 1);
			}
		}
		return null;
	}

	/**
	 * Return whether databases can store a text.
	 * @param text the text
	 * @return {@code false} if it has a {@link #fault(String) fault}
	 */
	public static boolean isStorable(String text) {
		return text.codePoints().noneMatch(StorableText::isUnstorable);
	}

	/**
	 * Make a text storable that is taken as it comes.
	 * @param text the text
	 * @param most how many characters are kept; no pair is cut in half
	 * @return its beginning, with U+FFFD in place of what cannot be stored
	 */
	public static String cleaned(String text, int most) {
		int end = Math.min(text.length(), most);
		if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
			end--;
		}
		String kept = text.substring(0, end);
		return isStorable(kept) ? kept
				: kept.codePoints()
					.map((codePoint) -> isUnstorable(codePoint) ? REPLACEMENT : codePoint)
					.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
					.toString();
	}

	private static boolean isUnstorable(int codePoint) {
		return codePoint == 0 || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
	}

	private static String name(int codePoint) {
		return (codePoint == 0) ? "a NUL character" : "half a surrogate pair";
	}

}
