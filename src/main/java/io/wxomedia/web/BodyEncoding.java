package io.wxomedia.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * In what a body of JSON is written: in UTF-8 (RFC 8259, section 8.1) and not compressed.
 * Whatever else is declared, or sent without being declared, is refused with 415 and by
 * its name, instead of being read wrongly or called malformed. Thread-safe.
 */
public final class BodyEncoding {

	private static final Set<Charset> READABLE = Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);

	private static final String IN_UTF_8 = " Send the body as UTF-8; from Windows PowerShell with -Body"
			+ " ([Text.Encoding]::UTF8.GetBytes($json)).";

	private static final String PLAIN = " Send the body as it is, without compression.";

	private BodyEncoding() {
	}

	/**
	 * Return whether a request says that its body is JSON, whatever it says beside. What
	 * ends in {@code +json}, as {@code application/cloudevents+json}, is JSON too (RFC
	 * 6839, section 3.1).
	 * @param request the request
	 * @return {@code false} for any other type, for none, and for what is no type
	 */
	public static boolean isJson(HttpServletRequest request) {
		String type = request.getContentType();
		try {
			MediaType parsed = (type != null) ? MediaType.parseMediaType(type.replaceFirst(";.*", "")) : null;
			return parsed != null && (MediaType.APPLICATION_JSON.includes(parsed)
					|| "json".equalsIgnoreCase(parsed.getSubtypeSuffix()));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * Check what the headers say of the body, whose type is known to be JSON.
	 * @param request the request
	 * @throws Refusal with 415 if they name another charset, or a compression
	 */
	public static void requireReadable(HttpServletRequest request) {
		String encoding = String.join(", ", Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)));
		if (!encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
			throw compressed("The header Content-Encoding says " + printable(encoding) + ", which is not read here.");
		}
		String charset = charset(request.getContentType());
		if (charset != null && !isReadable(charset)) {
			throw otherCharset(
					"The header Content-Type says charset=" + printable(charset) + ", which is not read here.");
		}
	}

	private static @Nullable String charset(@Nullable String contentType) {
		try {
			// Not getCharset(), which fails on names that Java does not know.
			String name = (contentType != null) ? MediaType.parseMediaType(contentType).getParameter("charset") : null;
			return (name != null) ? name.replace("\"", "") : null;
		}
		catch (InvalidMediaTypeException ex) {
			return String.valueOf(contentType).replaceFirst("(?i).*charset\\s*=\\s*", "");
		}
	}

	private static boolean isReadable(String name) {
		try {
			return READABLE.contains(Charset.forName(name.strip()));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static String printable(String text) {
		String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
		return (clean.length() <= 60) ? clean : clean.substring(0, 60) + "...";
	}

	/**
	 * Look at the beginning of a body when it is read: UTF-16, UTF-32 and gzip show
	 * there.
	 * @param body the body
	 * @return the same bytes; reading them fails with a {@link Refusal} (415) if they
	 * begin in one of those ways
	 */
	public static InputStream checkingStart(InputStream body) {
		return new CheckedStart(body);
	}

	/**
	 * Look at all of a text when it is read: what is no UTF-8 (RFC 3629) shows there.
	 * @param text the text
	 * @return the same bytes; reading them fails with a {@link Refusal} (415) at the
	 * first one that cannot be UTF-8
	 */
	public static InputStream checkingUtf8(InputStream text) {
		return new CheckedUtf8(text);
	}

	private static Refusal otherCharset(String what) {
		return new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_charset", what + IN_UTF_8);
	}

	private static Refusal compressed(String what) {
		return new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_content_encoding", what + PLAIN);
	}

	private static void requireReadable(byte[] start) {
		if (startsWith(start, 0x1f, 0x8b)) {
			throw compressed("The body is compressed with gzip.");
		}
		if (startsWith(start, 0x28, 0xb5, 0x2f, 0xfd)) {
			throw compressed("The body is compressed with zstd.");
		}
		String charset = wideCharset(start);
		if (charset != null) {
			throw otherCharset("The body is written in " + charset + ".");
		}
	}

	/**
	 * By its byte order mark, or by the zeros beside the first character of any JSON.
	 */
	private static @Nullable String wideCharset(byte[] start) {
		if (startsWith(start, 0xff, 0xfe, 0, 0) || startsWith(start, 0, 0, 0xfe, 0xff) || startsWith(start, 0, 0)
				|| start.length == 4 && start[1] == 0 && start[2] == 0 && start[3] == 0) {
			return "UTF-32";
		}
		if (startsWith(start, 0xff, 0xfe) || start.length > 1 && start[1] == 0) {
			return "UTF-16 (little-endian)";
		}
		if (startsWith(start, 0xfe, 0xff) || start.length > 1 && start[0] == 0) {
			return "UTF-16 (big-endian)";
		}
		return null;
	}

	private static boolean startsWith(byte[] bytes, int... expected) {
		if (bytes.length < expected.length) {
			return false;
		}
		for (int i = 0; i < expected.length; i++) {
			if ((bytes[i] & 0xff) != expected[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Holds the first bytes back until there are enough of them to tell.
	 */
	private static final class CheckedStart extends FilterInputStream {

		private static final int ENOUGH = 4;

		private byte @Nullable [] start;

		private int given;

		CheckedStart(InputStream body) {
			super(body);
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			if (this.start == null) {
				// Not readNBytes of the stream below, which would hide what read throws.
				byte[] first = new byte[ENOUGH];
				int count = 0;
				for (int more = 0; more >= 0 && count < ENOUGH; count += Math.max(more, 0)) {
					more = super.read(first, count, ENOUGH - count);
				}
				this.start = Arrays.copyOf(first, count);
				requireReadable(this.start);
			}
			Objects.checkFromIndexSize(offset, length, bytes.length);
			int held = Math.min(length, this.start.length - this.given);
			if (held > 0) {
				System.arraycopy(this.start, this.given, bytes, offset, held);
				this.given += held;
				return held;
			}
			return super.read(bytes, offset, length);
		}

	}

	/**
	 * Follows the well-formed byte sequences of UTF-8 (table 3-7 of the Unicode
	 * standard).
	 */
	private static final class CheckedUtf8 extends FilterInputStream {

		private long position;

		private int lead;

		private int left;

		private int lowest;

		private int highest;

		CheckedUtf8(InputStream text) {
			super(text);
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int count = super.read(bytes, offset, length);
			for (int i = offset; i < offset + count; i++) {
				this.position++;
				if (bytes[i] < 0 || this.left > 0) {
					follow(bytes[i] & 0xff);
				}
			}
			return count;
		}

		private void follow(int b) {
			if (this.left > 0) {
				require(b >= this.lowest && b <= this.highest);
				expect(this.left - 1, 0x80, 0xbf);
			}
			else {
				this.lead = b;
				require(b >= 0xc2 && b <= 0xf4);
				expect((b < 0xe0) ? 1 : (b < 0xf0) ? 2 : 3, (b == 0xe0) ? 0xa0 : (b == 0xf0) ? 0x90 : 0x80,
						(b == 0xed) ? 0x9f : (b == 0xf4) ? 0x8f : 0xbf);
			}
		}

		private void expect(int left, int lowest, int highest) {
			this.left = left;
			this.lowest = lowest;
			this.highest = highest;
		}

		private void require(boolean wellFormed) {
			if (!wellFormed) {
				throw otherCharset(String.format("The body is not written in UTF-8 but, as it seems, in Latin-1 or"
						+ " Windows-1252: its byte 0x%02X, at or just before byte %d (not"
						+ " counting the image), begins no character of UTF-8.", this.lead, this.position));
			}
		}

	}

}
