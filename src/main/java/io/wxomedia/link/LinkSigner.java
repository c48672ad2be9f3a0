package io.wxomedia.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.util.UriUtils;

/**
 * Signs links of the service itself, so that whoever holds one may read what it names
 * until it expires. Thread-safe.
 */
public class LinkSigner {

	private static final String ALGORITHM = "HmacSHA256";

	private static final Pattern LINK = Pattern.compile(
			"https?://[^/?#]+(/[^?#%]*(?:%[0-9A-Fa-f]{2}[^?#%]*)*)\\?expires=([0-9]{1,11})&signature=([0-9a-f]{64})");

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

	private final SecretKeySpec key;

	private final Clock clock;

	/**
	 * Create a signer.
	 * @param key the key, which only the service knows
	 * @param clock the time by which links expire
	 */
	public LinkSigner(byte[] key, Clock clock) {
		this.key = new SecretKeySpec(key, ALGORITHM);
		this.clock = clock;
	}

	/**
	 * Sign a path.
	 * @param path the path as the service sees it, decoded
	 * @param validFor how long the link works
	 * @return the query that makes the path a link
	 */
	public String sign(String path, Duration validFor) {
		String expires = Long.toString(this.clock.instant().plus(validFor).getEpochSecond());
		return "expires=" + expires + "&signature=" + signature(path, expires);
	}

	/**
	 * Check that a link was made here and still works.
	 * @param path the path as the service sees it, decoded
	 * @param expires the query parameter of that name
	 * @param signature the query parameter of that name
	 * @throws Refusal if it was not, or does no longer
	 */
	public void check(String path, @Nullable String expires, @Nullable String signature) {
		if (expires == null || signature == null || !SECONDS.matcher(expires).matches()
				|| !MessageDigest.isEqual(bytes(signature(path, expires)), bytes(signature))) {
			throw new Refusal(HttpStatus.FORBIDDEN, "invalid_signature",
					"The link's signature is missing or wrong. Use the link exactly as the service made it.");
		}
		if (!this.clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(expires)))) {
			throw new Refusal(HttpStatus.FORBIDDEN, "link_expired",
					"The link has expired. Ask the service for a new one.");
		}
	}

	/**
	 * Return how long a link still works, so that what it gave may be kept as long.
	 * @param expires the query parameter of that name of a link that was checked
	 * @return the time, not negative
	 */
	public Duration left(String expires) {
		Duration left = Duration.between(this.clock.instant(), Instant.ofEpochSecond(Long.parseLong(expires)));
		return left.isNegative() ? Duration.ZERO : left;
	}

	/**
	 * Sign a link again that was made here, whether or not it still works: whoever holds
	 * it could always have read what it names.
	 * @param link the link; may be anything
	 * @param validFor how long the new one works
	 * @return its path and a new query, or nothing if it was not made here
	 */
	public Optional<String> renew(String link, Duration validFor) {
		Matcher parts = LINK.matcher(link);
		if (!parts.matches()) {
			return Optional.empty();
		}
		String path = UriUtils.decode(parts.group(1), StandardCharsets.UTF_8);
		if (!MessageDigest.isEqual(bytes(signature(path, parts.group(2))), bytes(parts.group(3)))) {
			return Optional.empty();
		}
		return Optional.of(parts.group(1) + "?" + sign(path, validFor));
	}

	private String signature(String path, String expires) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return HexFormat.of().formatHex(mac.doFinal(bytes(expires + "\n" + path)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
