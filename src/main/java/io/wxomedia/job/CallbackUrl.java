package io.wxomedia.job;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller wants to be told.
 *
 * @param value an absolute http or https address with a host and without user information
 */
public record CallbackUrl(URI value) {

	private static final String CODE = "invalid_callback_url";

	private static final int LONGEST = 8192;

	/**
	 * Read an address that a caller sent.
	 * @param text the address, or {@code null} if none was sent
	 * @return the address
	 * @throws Refusal if it is missing or cannot be called back
	 */
	public static CallbackUrl parse(@Nullable String text) {
		if (text == null || text.isBlank()) {
			throw refused("The header callbackUrl is missing: send the address that is to receive the result.");
		}
		if (text.length() > LONGEST) {
			throw refused("The callbackUrl is longer than " + LONGEST + " characters.");
		}
		URI uri = uri(text.strip());
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!"http".equals(scheme) && !"https".equals(scheme)) {
			throw refused("The callbackUrl must begin with http:// or https://.");
		}
		if (uri.getRawUserInfo() != null || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
			throw refused("The callbackUrl must not hold a user name or password.");
		}
		// Not getHost(): it is null for names that are fine, such as my_service.
		String authority = (uri.getRawAuthority() != null) ? uri.getRawAuthority() : "";
		if (authority.replaceFirst(":\\d*$", "").isEmpty()) {
			throw refused("The callbackUrl names no host that could be called.");
		}
		return new CallbackUrl(uri);
	}

	private static URI uri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			throw refused(
					"The callbackUrl is no valid address: " + ex.getReason() + " at position " + ex.getIndex() + ".");
		}
	}

	private static Refusal refused(String detail) {
		return Refusal.unprocessable(CODE, detail);
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
