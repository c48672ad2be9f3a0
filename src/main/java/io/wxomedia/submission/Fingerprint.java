package io.wxomedia.submission;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a request with an {@code Idempotency-Key} is, in short: two with one key are the
 * same if this is. A SHA-256 of all that counts, each text ended by a zero byte. Not
 * thread-safe.
 */
public final class Fingerprint {

	private final MessageDigest all = sha256();

	/**
	 * Add texts.
	 * @param parts the texts, in their order
	 * @return this fingerprint
	 */
	public Fingerprint add(String... parts) {
		for (String part : parts) {
			this.all.update(part.getBytes(StandardCharsets.UTF_8));
			this.all.update((byte) 0);
		}
		return this;
	}

	/**
	 * Add bytes.
	 * @param bytes the bytes
	 * @param length how many of them
	 */
	public void add(byte[] bytes, int length) {
		this.all.update(bytes, 0, length);
	}

	/**
	 * Return the fingerprint of what was added.
	 * @return 64 hexadecimal digits
	 */
	public String hex() {
		return HexFormat.of().formatHex(this.all.digest());
	}

	/**
	 * Return a new SHA-256.
	 * @return the digest
	 */
	public static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
