package io.wxomedia.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The secrets that callbacks are signed with: usually one, two while receivers change
 * from the old one to the new one, or none. Shows nothing of them.
 */
public final class SigningSecrets {

	/** The header that tells one callback from another; the same for all attempts. */
	public static final String ID = "webhook-id";

	/** The header with the time of the attempt, in Unix seconds. */
	public static final String TIMESTAMP = "webhook-timestamp";

	/** The header with one signature for each secret. */
	public static final String SIGNATURE = "webhook-signature";

	static final String ALGORITHM = "HmacSHA256";

	private static final String PREFIX = "whsec_";

	private static final int MOST = 2;

	private static final int FEWEST_BYTES = 24;

	private static final int MOST_BYTES = 64;

	private static final String RULE = "CALLBACK_SIGNING_SECRET must be " + PREFIX + " and the base64 of "
			+ FEWEST_BYTES + " to " + MOST_BYTES + " random bytes, or two of these separated by a space or a comma";

	private final List<SecretKeySpec> keys;

	private SigningSecrets(List<SecretKeySpec> keys) {
		this.keys = List.copyOf(keys);
	}

	/**
	 * Read the secrets. Spring's conversion calls this when it binds the property.
	 * @param text the secrets, separated by white space or a comma; blank for none
	 * @return the secrets
	 * @throws IllegalArgumentException if one of them cannot be used; the message does
	 * not hold it
	 */
	public static SigningSecrets valueOf(String text) {
		List<String> secrets = Arrays.stream(text.split("[,\\s]+")).filter((secret) -> !secret.isEmpty()).toList();
		if (secrets.size() > MOST) {
			throw new IllegalArgumentException(RULE + " (there are " + secrets.size() + ")");
		}
		List<SecretKeySpec> keys = new ArrayList<>();
		for (String secret : secrets) {
			byte[] bytes = decode(secret);
			if (bytes == null) {
				throw new IllegalArgumentException(RULE);
			}
			if (bytes.length < FEWEST_BYTES || bytes.length > MOST_BYTES) {
				throw new IllegalArgumentException(RULE + " (there are " + bytes.length + " bytes)");
			}
			keys.add(new SecretKeySpec(bytes, ALGORITHM));
		}
		return new SigningSecrets(keys);
	}

	private static byte @Nullable [] decode(String secret) {
		// Java takes base64 without its padding; other languages do not.
		if (!secret.startsWith(PREFIX) || (secret.length() - PREFIX.length()) % 4 != 0) {
			return null;
		}
		try {
			return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
		}
		catch (IllegalArgumentException ex) {
			// Not kept as a cause: its message may hold a character of the secret.
			return null;
		}
	}

	/**
	 * Return how many secrets there are.
	 * @return 0, 1 or 2
	 */
	public int count() {
		return this.keys.size();
	}

	/**
	 * Begin to sign a message, or to check one.
	 * @param id what identifies the message
	 * @param timestamp when it is sent, in Unix seconds
	 * @return takes the body of the message
	 */
	public SignedContent content(String id, String timestamp) {
		return new SignedContent(this.keys, id + "." + timestamp + ".");
	}

	@Override
	public String toString() {
		return count() + " secret(s)";
	}

}
