package io.wxomedia.submission;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.regex.Pattern;

import io.wxomedia.web.HeaderText;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller wants to be told.
 *
 * @param value an absolute http or https address in ASCII with a host and without user
 * information; what is judged, shown and connected to
 */
public record CallbackUrl(URI value) {

	private static final String CODE = "invalid_callback_url";

	private static final int LONGEST = 8192;

	private static final Pattern BLANKS_AROUND = Pattern.compile("^[ \\t\\r\\n]+|[ \\t\\r\\n]+$");

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
		URI uri = uri(ascii(BLANKS_AROUND.matcher(text).replaceAll("")));
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
		if (authority.contains("%")) {
			throw refused("The callbackUrl's host must not hold a %: write a name without percent-encoding, and an "
					+ "address of IPv6 without its zone.");
		}
		return new CallbackUrl(uri);
	}

	/**
	 * Read the header that names the address.
	 * @param header the header as the servlet container gives it, or {@code null}
	 * @return the address
	 * @throws Refusal if it is missing, is not UTF-8 or cannot be called back
	 */
	public static CallbackUrl ofHeader(@Nullable String header) {
		try {
			return parse(HeaderText.utf8(header));
		}
		catch (CharacterCodingException ex) {
			throw refused(
					"The callbackUrl is not UTF-8: percent-encode its path and query (%C3%A9 for \u00e9), and write "
							+ "its host in ASCII (xn--...).");
		}
	}

	private static String ascii(String text) {
		try {
			return AsciiUrl.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw refused("The callbackUrl cannot be called as it is written: " + ex.getMessage() + ".");
		}
	}

	private static URI uri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			throw refused(
					"The callbackUrl is no valid address: " + ex.getReason() + " at position " + ex.getIndex() + ".");
		}
		catch (NumberFormatException ex) {
			// Java's URI does not expect so many digits in the IPv4 part of an IPv6
			// address.
			throw refused("The callbackUrl is no valid address: it holds a number that is too large.");
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
