package io.wxomedia.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header {@code Retry-After} (RFC 9110, section 10.2.3).
 */
final class RetryAfter {

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

	private RetryAfter() {
	}

	/**
	 * Return how long a receiver asks to be left alone.
	 * @param header the header, seconds or a date, or {@code null} if there was none
	 * @param now the time
	 * @return the wait, or nothing if the header says none that can be read; zero if the
	 * date is past
	 */
	static Optional<Duration> wait(@Nullable String header, Instant now) {
		if (header == null) {
			return Optional.empty();
		}
		String value = header.strip();
		if (SECONDS.matcher(value).matches()) {
			return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
		}
		return Optional.ofNullable(DateUtils.parseStandardDate(value)).map((date) -> {
			Duration wait = Duration.between(now, date);
			return wait.isNegative() ? Duration.ZERO : wait;
		});
	}

}
