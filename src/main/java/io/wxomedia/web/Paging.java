package io.wxomedia.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The query parameters of lists whose entries are numbered and shown newest first:
 * {@code limit} and {@code cursor}. Pure.
 */
public final class Paging {

	/**
	 * Where a list begins: above all numbers.
	 */
	public static final long NEWEST = Long.MAX_VALUE;

	private static final String CODE = "invalid_parameter";

	/**
	 * How many entries a page has at the most.
	 */
	public static final int MOST = 100;

	/**
	 * How many entries a page has if nothing else is asked for.
	 */
	public static final int USUAL = 20;

	private Paging() {
	}

	/**
	 * Read how many entries a page is to have.
	 * @param text what was sent, or {@code null}
	 * @return 1 to 100; 20 if nothing was sent
	 * @throws Refusal if it is something else
	 */
	public static int limit(@Nullable String text) {
		if (text == null) {
			return USUAL;
		}
		String value = text.strip();
		if (value.matches("\\d{1,3}")) {
			int limit = Integer.parseInt(value);
			if (limit >= 1 && limit <= MOST) {
				return limit;
			}
		}
		throw Refusal.unprocessable(CODE, "limit must be a whole number from 1 to " + MOST + ".");
	}

	/**
	 * Read a number of a list that is divided into numbered pages.
	 * @param text what was sent, or {@code null}
	 * @param usual what counts if nothing was sent
	 * @param most what counts if more was sent
	 * @return the number, from 1 on; nothing if something else was sent
	 */
	public static OptionalInt cut(@Nullable String text, int usual, int most) {
		if (text == null || text.isBlank()) {
			return OptionalInt.of(usual);
		}
		String value = text.strip();
		if (!value.matches("0*[1-9]\\d{0,17}")) {
			return OptionalInt.empty();
		}
		return OptionalInt.of((int) Math.min(most, Long.parseLong(value)));
	}

	/**
	 * Write where the next page begins.
	 * @param last the number of the last entry of this page
	 * @return a cursor that {@link #before} reads
	 */
	public static String cursor(long last) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(Long.toString(last).getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Read where a page begins.
	 * @param cursor the cursor that was sent, or {@code null}
	 * @return the number below which all numbers of the page are
	 * @throws Refusal if it is no cursor
	 */
	public static long before(@Nullable String cursor) {
		if (cursor == null) {
			return NEWEST;
		}
		try {
			String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
			if (text.matches("\\d{1,19}")) {
				return Long.parseLong(text);
			}
			throw new IllegalArgumentException("Not a number");
		}
		catch (IllegalArgumentException ex) {
			throw new Refusal(HttpStatus.UNPROCESSABLE_CONTENT, CODE,
					"cursor must be the next_cursor of an earlier answer; leave it out to begin with the newest.", null,
					ex);
		}
	}

}
