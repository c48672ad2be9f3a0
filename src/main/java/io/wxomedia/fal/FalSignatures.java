package io.wxomedia.fal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells whether a webhook is fal's: signed with Ed25519 over the request's name, the
 * user's, the time in seconds and the SHA-256 of the body, joined by line feeds, and no
 * older or newer than five minutes. Thread-safe.
 */
class FalSignatures {

	private static final long TOLERANCE = Duration.ofMinutes(5).toSeconds();

	private static final int SIGNATURE_LENGTH = 64;

	private final FalKeys keys;

	private final Clock clock;

	FalSignatures(FalKeys keys, Clock clock) {
		this.keys = keys;
		this.clock = clock;
	}

	/**
	 * Judge a webhook.
	 * @param head what its headers say
	 * @param body its body
	 * @return the judgement
	 * @throws IOException if the keys cannot be had, so that nobody knows
	 */
	Verdict judge(Head head, byte[] body) throws IOException, InterruptedException {
		if (!head.timestamp().matches("\\d{1,12}")
				|| !head.signature().matches("[0-9a-fA-F]{" + 2 * SIGNATURE_LENGTH + "}")) {
			return Verdict.FORGED;
		}
		Instant at = Instant.ofEpochSecond(Long.parseLong(head.timestamp()));
		if (Math.abs(Duration.between(at, this.clock.instant()).toSeconds()) > TOLERANCE) {
			return Verdict.LATE;
		}
		byte[] message = String
			.join("\n", head.requestId(), head.userId(), head.timestamp(), HexFormat.of().formatHex(hash(body)))
			.getBytes(StandardCharsets.UTF_8);
		byte[] signature = HexFormat.of().parseHex(head.signature());
		boolean genuine = isBy(this.keys.get(false), message, signature)
				|| isBy(this.keys.get(true), message, signature);
		return genuine ? Verdict.GENUINE : Verdict.FORGED;
	}

	private static byte[] hash(byte[] body) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(body);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static boolean isBy(List<PublicKey> keys, byte[] message, byte[] signature) {
		for (PublicKey key : keys) {
			try {
				Signature verifier = Signature.getInstance("Ed25519");
				verifier.initVerify(key);
				verifier.update(message);
				if (verifier.verify(signature)) {
					return true;
				}
			}
			catch (GeneralSecurityException ex) {
				// Not a signature of that key, whatever is wrong with it.
			}
		}
		return false;
	}

	/**
	 * What the headers of a webhook say.
	 *
	 * @param requestId the request's name
	 * @param userId the user's name
	 * @param timestamp the time in seconds
	 * @param signature the signature in hexadecimal digits
	 */
	record Head(String requestId, String userId, String timestamp, String signature) {

	}

	/**
	 * A judgement.
	 */
	enum Verdict {

		/**
		 * It is fal's.
		 */
		GENUINE,

		/**
		 * It is not.
		 */
		FORGED,

		/**
		 * It may be, but its time is not now.
		 */
		LATE

	}

}
