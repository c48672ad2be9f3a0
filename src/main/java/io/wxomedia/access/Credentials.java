package io.wxomedia.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The credentials that the service takes, and who holds each. Thread-safe.
 */
final class Credentials {

	private final List<Credential> all = new ArrayList<>();

	private final List<String> variables = new ArrayList<>();

	private final boolean adminOnly;

	Credentials(AccessProperties properties, String adminKey) {
		this.adminOnly = properties.openBesideAdmin() && properties.workshopToken().isEmpty()
				&& properties.apiKeys().byName().isEmpty();
		boolean toldApart = !properties.apiKeys().byName().isEmpty() || !adminKey.isEmpty();
		if (!properties.workshopToken().isEmpty()) {
			// Where nobody else is known, the room owns the service.
			add("WORKSHOP_TOKEN", toldApart ? Caller.ROOM : Caller.WORKSHOP, properties.workshopToken());
		}
		properties.apiKeys().byName().forEach((name, key) -> add("API_KEYS", new Caller(name, false), key));
		if (!adminKey.isEmpty()) {
			add("ADMIN_KEY", Caller.ADMIN, adminKey);
		}
	}

	private void add(String variable, Caller caller, String secret) {
		this.all.add(new Credential(digest(secret), caller));
		if (!this.variables.contains(variable)) {
			this.variables.add(variable);
		}
	}

	/**
	 * Return whether a credential is needed at all.
	 * @return {@code false} if the service is open to everybody, be it without the rights
	 * of an administrator
	 */
	boolean areNeeded() {
		return !this.all.isEmpty() && !this.adminOnly;
	}

	/**
	 * Return whether there is any credential, so that one that is sent must be right.
	 */
	boolean areThere() {
		return !this.all.isEmpty();
	}

	/**
	 * Return the variables that protect the service.
	 * @return their names
	 */
	List<String> variables() {
		return List.copyOf(this.variables);
	}

	/**
	 * Find out who holds a secret. Digests of one length are compared, each with each and
	 * to the end, so that the time it takes tells neither how much of a secret was right
	 * nor whose it nearly was.
	 * @param given the secrets that a request brought
	 * @return the holder of the first that is known, or {@code null} if none is
	 */
	@Nullable Caller holder(Collection<String> given) {
		Caller found = null;
		for (String secret : given) {
			byte[] digest = digest(secret);
			for (Credential credential : this.all) {
				boolean same = MessageDigest.isEqual(credential.digest, digest);
				found = (same && found == null) ? credential.caller : found;
			}
		}
		return found;
	}

	private static byte[] digest(String secret) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * One credential. No record, so that nothing prints or compares it by accident.
	 */
	private static final class Credential {

		private final byte[] digest;

		private final Caller caller;

		private Credential(byte[] digest, Caller caller) {
			this.digest = digest;
			this.caller = caller;
		}

	}

}
