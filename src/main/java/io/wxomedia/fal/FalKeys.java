package io.wxomedia.fal;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys that fal signs webhooks with (RFC 7517, RFC 8037), read from FAL_JWKS_URL and
 * kept for a day; read again for a signature that none of them made, once a minute at
 * most. Thread-safe.
 */
class FalKeys {

	private static final Duration KEPT = Duration.ofDays(1);

	private static final Duration AT_MOST_EVERY = Duration.ofMinutes(1);

	/**
	 * While there are none. Anybody may send a signature: it must not make requests, nor
	 * wait for them.
	 */
	private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(6);

	private static final int LENGTH = 32;

	/**
	 * What comes before the bytes of a key in its usual encoding (RFC 8410).
	 */
	private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

	private final URI address;

	private final FalClient client;

	private final JsonMapper json;

	private final Clock clock;

	private List<PublicKey> keys = List.of();

	private @Nullable Instant readAt;

	private @Nullable Instant triedAt;

	private boolean reading;

	FalKeys(URI address, FalClient client, JsonMapper json, Clock clock) {
		this.address = address;
		this.client = client;
		this.json = json;
		this.clock = clock;
	}

	/**
	 * Return the keys. One caller at a time reads them; the others do not wait for it.
	 * @param fresh whether those that are kept were not enough
	 * @return the keys; those that are kept if they were read a moment ago
	 * @throws IOException if there are none and they cannot be read, or could not be a
	 * moment ago
	 */
	List<PublicKey> get(boolean fresh) throws IOException, InterruptedException {
		if (!begin(fresh)) {
			return kept(null);
		}
		List<PublicKey> found = null;
		try {
			found = read();
			return found;
		}
		catch (IOException ex) {
			// Those that are kept are better than none.
			return kept(ex);
		}
		finally {
			end(found);
		}
	}

	private synchronized boolean begin(boolean fresh) {
		Instant now = this.clock.instant();
		boolean old = this.readAt == null || this.readAt.plus(KEPT).isBefore(now);
		Duration pause = this.keys.isEmpty() ? AFTER_FAILURE : AT_MOST_EVERY;
		boolean allowed = this.triedAt == null || this.triedAt.plus(pause).isBefore(now);
		if (this.reading || !allowed || !(old || fresh)) {
			return false;
		}
		this.reading = true;
		return true;
	}

	private synchronized void end(@Nullable List<PublicKey> found) {
		this.reading = false;
		this.triedAt = this.clock.instant();
		if (found != null) {
			this.keys = found;
			this.readAt = this.triedAt;
		}
	}

	private synchronized List<PublicKey> kept(@Nullable IOException failure) throws IOException {
		if (this.keys.isEmpty()) {
			throw (failure != null) ? failure : new IOException("they are being read, or could not be a moment ago");
		}
		return this.keys;
	}

	/**
	 * Read the keys.
	 */
	List<PublicKey> read() throws IOException, InterruptedException {
		FalClient.Reply reply = this.client.get(this.address, PATIENCE, false);
		if (!reply.isSuccess()) {
			throw new IOException("HTTP " + reply.status());
		}
		List<PublicKey> found = new ArrayList<>();
		for (JsonNode key : FalError.tree(reply.body(), this.json).path("keys")) {
			if ("OKP".equals(key.path("kty").asString("")) && "Ed25519".equals(key.path("crv").asString(""))) {
				found.add(key(key.path("x").asString("")));
			}
		}
		if (found.isEmpty()) {
			throw new IOException("it has no Ed25519 key");
		}
		return List.copyOf(found);
	}

	private static PublicKey key(String x) throws IOException {
		try {
			byte[] raw = Base64.getUrlDecoder().decode(x);
			if (raw.length != LENGTH) {
				throw new IOException("one of its keys has " + raw.length + " bytes");
			}
			byte[] encoded = new byte[PREFIX.length + LENGTH];
			System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
			System.arraycopy(raw, 0, encoded, PREFIX.length, LENGTH);
			return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new IOException("one of its keys cannot be read", ex);
		}
	}

}
