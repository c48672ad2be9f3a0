package io.wxomedia.submission;

import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an address in ASCII, as it is looked up and sent (RFC 3987, section 3.1): the
 * host in Punycode, the rest percent-encoded as UTF-8. Whatever would become another
 * address on the way is refused. Pure.
 */
final class AsciiUrl {

	private static final Pattern PARTS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)(.*)", Pattern.DOTALL);

	private static final Pattern AUTHORITY = Pattern.compile("(.*?)(:[0-9]*)?", Pattern.DOTALL);

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private AsciiUrl() {
	}

	/**
	 * Write an address in ASCII.
	 * @param url the address; what is ASCII in it is not looked at
	 * @return the same address in ASCII
	 * @throws IllegalArgumentException if there is none that is surely the same; the
	 * message says how to write it
	 */
	static String of(String url) {
		if (isAscii(url)) {
			return url;
		}
		Matcher parts = PARTS.matcher(url);
		if (!parts.matches()) {
			return encoded(url);
		}
		Matcher authority = AUTHORITY.matcher(parts.group(2));
		if (!authority.matches()) {
			throw new IllegalStateException("Every authority has these parts");
		}
		String port = (authority.group(2) != null) ? authority.group(2) : "";
		return parts.group(1) + host(authority.group(1)) + port + encoded(parts.group(3));
	}

	private static boolean isAscii(String text) {
		return text.chars().allMatch((character) -> character < 0x80);
	}

	/**
	 * Java's tables are those of IDNA 2003, which maps some names that are names of their
	 * own today (ß, ς, joiners), and letters of other widths to plain ones. A name is
	 * only taken if it comes back as it was.
	 */
	private static String host(String host) {
		if (isAscii(host) || host.contains("@")) {
			return host;
		}
		try {
			String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
			String back = IDN.toUnicode(ascii, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
			if (back.equals(Normalizer.normalize(host, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))) {
				return ascii;
			}
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(unclear(), ex);
		}
		throw new IllegalArgumentException(unclear());
	}

	private static String unclear() {
		return "it is not clear which host its letters mean: write the host in ASCII, as DNS has it (xn--...)";
	}

	/**
	 * Not by {@code URI.toASCIIString()}, which composes letters first: to a server that
	 * is another path.
	 */
	private static String encoded(String text) {
		StringBuilder ascii = new StringBuilder();
		text.codePoints().forEach((codePoint) -> {
			boolean visible = codePoint >= 0x80 && !Character.isISOControl(codePoint)
					&& !Character.isSpaceChar(codePoint);
			ascii.append(visible ? percent(codePoint) : Character.toString(codePoint));
		});
		return ascii.toString();
	}

	private static String percent(int codePoint) {
		try {
			ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder()
				.encode(CharBuffer.wrap(Character.toString(codePoint)));
			StringBuilder encoded = new StringBuilder();
			while (bytes.hasRemaining()) {
				encoded.append('%').append(HEX.toHexDigits(bytes.get()));
			}
			return encoded.toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("it holds half a character: percent-encode it as UTF-8", ex);
		}
	}

}
