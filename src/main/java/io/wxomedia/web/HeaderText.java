package io.wxomedia.web;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The text of headers. Servlet containers turn each byte of a header into one character;
 * what clients send beyond ASCII is UTF-8.
 */
public final class HeaderText {

	private HeaderText() {
	}

	/**
	 * Read a header as UTF-8.
	 * @param header the header as the container gives it, or {@code null}
	 * @return its text, or {@code null} if there is no header
	 * @throws CharacterCodingException if its bytes are not UTF-8
	 */
	public static @Nullable String utf8(@Nullable String header) throws CharacterCodingException {
		if (header == null || header.chars().allMatch((character) -> character < 0x80)) {
			return header;
		}
		ByteBuffer bytes = StandardCharsets.ISO_8859_1.newEncoder().encode(CharBuffer.wrap(header));
		return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
	}

	/**
	 * Read a header as UTF-8, or as ISO 8859-1 if it is not.
	 * @param header the header as the container gives it
	 * @return its text
	 */
	public static String lenient(String header) {
		try {
			String text = utf8(header);
			return (text != null) ? text : header;
		}
		catch (CharacterCodingException ex) {
			return header;
		}
	}

}
