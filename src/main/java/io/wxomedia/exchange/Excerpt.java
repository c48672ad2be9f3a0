package io.wxomedia.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of what a receiver answers, gathered as it arrives. Thread-safe.
 */
class Excerpt {

	private static final int MAX_BYTES = 2048;

	private final Charset charset;

	private byte[] bytes = {};

	/**
	 * Create an empty excerpt.
	 * @param contentType the answer's header {@code Content-Type}, or {@code null}
	 */
	Excerpt(@Nullable String contentType) {
		ContentType type = ContentType.parseLenient(contentType);
		this.charset = (type != null && type.getCharset() != null) ? type.getCharset() : StandardCharsets.UTF_8;
	}

	/**
	 * Add what has arrived.
	 * @param arrived bytes, all of which are consumed
	 * @return whether the excerpt is full, so that the rest need not be read
	 */
	synchronized boolean add(ByteBuffer arrived) {
		int length = this.bytes.length;
		int part = Math.min(arrived.remaining(), MAX_BYTES - length);
		byte[] longer = new byte[length + part];
		System.arraycopy(this.bytes, 0, longer, 0, length);
		arrived.get(longer, length, part);
		arrived.position(arrived.limit());
		this.bytes = longer;
		return longer.length == MAX_BYTES;
	}

	/**
	 * Return the excerpt as text.
	 * @return the text, or {@code null} if there is nothing to show
	 */
	synchronized @Nullable String text() {
		// Databases do not take NUL, logs should not take escape sequences, and the cut
		// may go through a character.
		String text = new String(this.bytes, this.charset).replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
			.replaceFirst("\uFFFD$", "")
			.strip();
		return (!text.isEmpty()) ? text : null;
	}

}
