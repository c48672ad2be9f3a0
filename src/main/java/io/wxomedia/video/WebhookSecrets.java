package io.wxomedia.video;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The secrets that a backend of videos may send with its webhooks: usually one, two while
 * one is exchanged for another, or none. Shows nothing of them. Thread-safe.
 */
public final class WebhookSecrets {

	/**
	 * The header that holds one.
	 */
	public static final String HEADER = "X-Webhook-Secret";

	private final List<String> secrets;

	private final List<byte[]> digests;

	private WebhookSecrets(List<String> secrets) {
		this.secrets = List.copyOf(secrets);
		this.digests = secrets.stream().map(WebhookSecrets::digest).toList();
	}

	/**
	 * Read the secrets. Spring's conversion calls this when it binds the property.
	 * @param text the secrets, separated by white space; blank for none
	 * @return the secrets
	 */
	public static WebhookSecrets valueOf(String text) {
		return new WebhookSecrets(Arrays.stream(text.split("\\s+")).filter((secret) -> !secret.isEmpty()).toList());
	}

	/**
	 * Return whether there is none.
	 * @return {@code true} if none is configured
	 */
	public boolean isEmpty() {
		return this.secrets.isEmpty();
	}

	/**
	 * Return whether what was sent is one of the secrets. Digests of one length are
	 * compared, all of them and each to its end, so that the time it takes tells nothing.
	 * @param given what was sent, or {@code null}
	 * @return {@code true} if it is one of them
	 */
	public boolean contain(@Nullable String given) {
		byte[] digest = digest((given != null) ? given : "");
		boolean found = false;
		for (byte[] secret : this.digests) {
			found |= MessageDigest.isEqual(secret, digest);
		}
		return found && given != null;
	}

	/**
	 * Return the secret that is sent with orders.
	 * @return the first one, or {@code null} if there is none
	 */
	@Nullable String first() {
		return this.secrets.isEmpty() ? null : this.secrets.get(0);
	}

	private static byte[] digest(String secret) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return this.secrets.size() + " secrets";
	}

}
