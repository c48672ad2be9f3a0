package io.wxomedia.fal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.wxomedia.platform.PrivateHosts;
import io.wxomedia.web.PublicUrl;

/**
 * Where fal tells that a video is done. The address names the submission under a code
 * that only the service can make (HMAC-SHA-256, keyed by the key for fal), so that the
 * webhook finds a submission whose answer was lost. Thread-safe.
 */
class WebhookAddress {

	static final String PATH = "/api/webhooks/fal";

	static final String PARAMETER = "call";

	private static final Pattern TOKEN = Pattern
		.compile("([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\.([0-9a-f]{64})");

	private final PublicUrl publicUrl;

	private final FalProperties properties;

	WebhookAddress(PublicUrl publicUrl, FalProperties properties) {
		this.publicUrl = publicUrl;
		this.properties = properties;
	}

	/**
	 * Return whether it makes sense to be told: fal on the internet cannot reach an
	 * address of this machine or its network; a queue that is there itself can.
	 */
	boolean isReachable() {
		return !PrivateHosts.isLocal(this.publicUrl.get()) || PrivateHosts.isUnreachable(this.properties.queue());
	}

	URI base() {
		return URI.create(this.publicUrl.get() + PATH);
	}

	/**
	 * Return where fal tells of a submission.
	 */
	URI of(UUID reference) {
		return URI.create(base() + "?" + PARAMETER + "=" + reference + "." + code(reference));
	}

	/**
	 * Return the submission that an address names.
	 * @param token the value of its parameter
	 * @return the submission; nothing if the code is not ours
	 */
	Optional<UUID> reference(String token) {
		Matcher parts = TOKEN.matcher(token);
		if (!parts.matches()) {
			return Optional.empty();
		}
		UUID reference = UUID.fromString(parts.group(1));
		byte[] expected = code(reference).getBytes(StandardCharsets.US_ASCII);
		return MessageDigest.isEqual(expected, parts.group(2).getBytes(StandardCharsets.US_ASCII))
				? Optional.of(reference) : Optional.empty();
	}

	private String code(UUID reference) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			byte[] key = ("fal webhook " + this.properties.key()).getBytes(StandardCharsets.UTF_8);
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return HexFormat.of().formatHex(mac.doFinal(reference.toString().getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

}
