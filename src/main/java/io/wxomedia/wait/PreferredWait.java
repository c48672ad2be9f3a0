package io.wxomedia.wait;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The preference {@code wait} of a request (RFC 7240, section 4.3), within what the
 * service grants.
 *
 * @param seconds how long to wait, from 1 to 60
 */
record PreferredWait(int seconds) {

	private static final int MOST = 60;

	/**
	 * A longer header is not looked at: preferences may be ignored.
	 */
	private static final int LONGEST = 1024;

	private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}+";

	private static final String WORD = "(?:" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.){0,200}+\")";

	/**
	 * One preference with its parameters, up to the comma or the end.
	 */
	private static final Pattern PREFERENCE = Pattern.compile("[ \\t,]*+(" + TOKEN + ")(?:[ \\t]*+=[ \\t]*+(" + WORD
			+ "))?(?:[ \\t]*+;(?:[ \\t]*+" + TOKEN + "(?:[ \\t]*+=[ \\t]*+" + WORD + ")?)?){0,20}+[ \\t]*+(?:,|$)");

	private static final Pattern SECONDS = Pattern.compile("\"?([0-9]{1,100})\"?");

	Duration duration() {
		return Duration.ofSeconds(this.seconds);
	}

	/**
	 * Read the preference.
	 * @param request the request
	 * @return the first {@code wait}, cut to what is granted; nothing if there is none,
	 * or if it is not written as RFC 7240 says
	 */
	static Optional<PreferredWait> of(HttpServletRequest request) {
		return of(Collections.list(request.getHeaders("Prefer")));
	}

	static Optional<PreferredWait> of(List<String> headers) {
		for (String header : headers) {
			if (header.length() > LONGEST) {
				continue;
			}
			Matcher preference = PREFERENCE.matcher(header);
			while (preference.lookingAt()) {
				if ("wait".equalsIgnoreCase(preference.group(1))) {
					return seconds(preference.group(2));
				}
				preference.region(preference.end(), header.length());
			}
		}
		return Optional.empty();
	}

	private static Optional<PreferredWait> seconds(@Nullable String word) {
		Matcher digits = SECONDS.matcher((word != null) ? word : "");
		if (!digits.matches()) {
			return Optional.empty();
		}
		String significant = digits.group(1).replaceFirst("^0{1,100}", "");
		int wanted = (significant.length() > 2) ? MOST : significant.isEmpty() ? 0 : Integer.parseInt(significant);
		return Optional.of(new PreferredWait(Math.max(1, Math.min(MOST, wanted))));
	}

}
