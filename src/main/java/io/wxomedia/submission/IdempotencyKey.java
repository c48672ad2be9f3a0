package io.wxomedia.submission;

import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key}, which makes repeating a request safe.
 */
public final class IdempotencyKey {

	/**
	 * The header's name.
	 */
	public static final String HEADER = "Idempotency-Key";

	private static final int LONGEST = 255;

	private IdempotencyKey() {
	}

	/**
	 * Check a key that a caller sent.
	 * @param key the value of the header, or {@code null} if none was sent
	 * @return the key, or {@code null} if none was sent
	 * @throws Refusal if it is blank, or longer than 255 characters
	 */
	public static @Nullable String check(@Nullable String key) {
		if (key != null && (key.isBlank() || key.length() > LONGEST)) {
			throw Refusal.unprocessable("invalid_idempotency_key",
					"The Idempotency-Key must have 1 to " + LONGEST + " characters.");
		}
		return key;
	}

}
