package io.wxomedia.callback;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The waits before the attempts that follow when the quick ones have failed.
 *
 * @param waits the waits in turn; none for no late attempts
 */
record LateRetries(List<Duration> waits) {

	private static final Pattern WAIT = Pattern.compile("(\\d{1,9})(s|m|h|d)");

	private static final Map<String, ChronoUnit> UNITS = Map.of("s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h",
			ChronoUnit.HOURS, "d", ChronoUnit.DAYS);

	private static final Duration LONGEST = Duration.ofDays(30);

	private static final int MOST = 100;

	LateRetries {
		waits = List.copyOf(waits);
	}

	/**
	 * Read a list. Spring's conversion calls this when it binds the property.
	 * @param text times with their units, separated by commas; blank for none
	 * @return the list
	 * @throws IllegalArgumentException if an entry is no such time
	 */
	public static LateRetries valueOf(String text) {
		List<Duration> waits = new ArrayList<>();
		if (!text.isBlank()) {
			for (String entry : text.split(",", -1)) {
				waits.add(parse(entry.trim()));
			}
		}
		if (waits.size() > MOST) {
			throw new IllegalArgumentException("CALLBACK_LATE_RETRIES: more than " + MOST + " times");
		}
		return new LateRetries(waits);
	}

	private static Duration parse(String entry) {
		Matcher matcher = WAIT.matcher(entry.toLowerCase(Locale.ROOT));
		if (matcher.matches()) {
			Duration wait = Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
			if (!wait.isZero() && wait.compareTo(LONGEST) <= 0) {
				return wait;
			}
		}
		throw new IllegalArgumentException("CALLBACK_LATE_RETRIES: '" + entry
				+ "' is not a time with its unit, from 1s to 30d; an example is 1m,5m,30m,2h,8h");
	}

}
