package io.wxomedia.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The spelling of a path or a query. Servers and frameworks differ in what they make of a
 * percent sign without two digits and of bytes that are no UTF-8: some replace them, some
 * fail, and what was checked is then not what is used. Here such spellings are found
 * before anybody reads them.
 */
final class RequestTarget {

	private static final int LONGEST_SHOWN = 24;

	private RequestTarget() {
	}

	/**
	 * Find what is wrong with the percent-encoding (RFC 3986, section 2.1) of a text, or
	 * with the UTF-8 (RFC 3629) that it stands for. Overlong forms are no UTF-8.
	 * @param text a path or a query as it was sent
	 * @return what is wrong and how to mend it, or {@code null} if nothing is
	 */
	static @Nullable String fault(String text) {
		int position = text.indexOf('%');
		while (position >= 0) {
			int end = endOfEscapes(text, position);
			if (end == position) {
				return "the percent sign of " + shown(text, position)
						+ " is not followed by two hexadecimal digits; write %25 for a percent sign";
			}
			if (!isUtf8(text, position, end)) {
				return shown(text, position)
						+ " is no UTF-8; percent-encode text as UTF-8, for instance %C3%A9 for an e with an acute accent";
			}
			position = text.indexOf('%', end);
		}
		return null;
	}

	private static int endOfEscapes(String text, int from) {
		int end = from;
		while (end + 2 < text.length() && text.charAt(end) == '%' && Character.digit(text.charAt(end + 1), 16) >= 0
				&& Character.digit(text.charAt(end + 2), 16) >= 0) {
			end += 3;
		}
		return end;
	}

	private static boolean isUtf8(String text, int from, int to) {
		ByteBuffer bytes = ByteBuffer.allocate((to - from) / 3);
		for (int i = from; i < to; i += 3) {
			bytes.put((byte) Integer.parseInt(text, i + 1, i + 3, 16));
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static String shown(String text, int from) {
		return text.substring(from, Math.min(text.length(), from + LONGEST_SHOWN));
	}

}
