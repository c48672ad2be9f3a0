package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the beginning of what a receiver answers.
 */
final class Excerpt {

	private static final Logger logger = LoggerFactory.getLogger(Excerpt.class);

	private static final int MAX_BYTES = 2048;

	private Excerpt() {
	}

	/**
	 * Read an excerpt. The rest is left unread, and the entity open: closing it would
	 * read an endless answer to its end.
	 * @param entity the answer's body
	 * @return the excerpt as text, or {@code null} if there is nothing to show
	 */
	static @Nullable String of(@Nullable HttpEntity entity) {
		if (entity == null) {
			return null;
		}
		byte[] bytes = new byte[MAX_BYTES];
		int length = read(entity, bytes);
		// Databases do not take NUL, logs should not take escape sequences, and the cut
		// may go through a character.
		String text = new String(bytes, 0, length, charset(entity)).replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
			.replaceFirst("\uFFFD$", "")
			.strip();
		return (!text.isEmpty()) ? text : null;
	}

	private static int read(HttpEntity entity, byte[] bytes) {
		int length = 0;
		try {
			InputStream in = entity.getContent();
			int read = 0;
			while (length < bytes.length && read >= 0) {
				length += read;
				read = in.read(bytes, length, bytes.length - length);
			}
		}
		catch (IOException ex) {
			// The status has arrived and counts, whatever becomes of the body.
			logger.debug("The body of an answer ended early", ex);
		}
		return length;
	}

	private static Charset charset(HttpEntity entity) {
		ContentType type = ContentType.parseLenient(entity.getContentType());
		return (type != null && type.getCharset() != null) ? type.getCharset() : StandardCharsets.UTF_8;
	}

}
