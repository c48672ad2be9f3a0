package io.wxomedia.openai;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds out how long the provider asks to wait: in its headers, else in its message.
 */
class RetryAdvice {

	// Every repetition has an end: Java keeps a frame of the stack for each.
	private static final Pattern SENTENCE = Pattern.compile("try again (?:in|after) "
			+ "((?:\\d{1,9}(?:\\.\\d{1,9})?\\s?(?:ms|milliseconds?|seconds?|s|minutes?|m|hours?|h)\\s?){1,6})(?![a-z])",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s?(ms|milli|s|m|h)[a-z]*",
			Pattern.CASE_INSENSITIVE);

	private final Clock clock;

	RetryAdvice(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Return the wait that an answer asks for.
	 * @param headers gives the values of a header of the answer
	 * @param message the provider's words, or {@code null}
	 * @return the wait, or {@code null} if the answer names none
	 */
	@Nullable Duration read(Function<String, List<String>> headers, @Nullable String message) {
		Duration wait = number(first(headers, "retry-after-ms"), 1);
		if (wait == null) {
			wait = number(first(headers, "retry-after"), 1000);
		}
		if (wait == null) {
			wait = date(first(headers, "retry-after"));
		}
		return (wait == null && message != null) ? sentence(message) : wait;
	}

	private static @Nullable String first(Function<String, List<String>> headers, String name) {
		return headers.apply(name).stream().findFirst().map(String::strip).orElse(null);
	}

	private static @Nullable Duration number(@Nullable String value, int millis) {
		if (value == null || !value.matches("\\d{1,9}(\\.\\d+)?")) {
			return null;
		}
		return ofMillis(Double.parseDouble(value) * millis);
	}

	private @Nullable Duration date(@Nullable String value) {
		if (value == null) {
			return null;
		}
		try {
			Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			Duration wait = Duration.between(this.clock.instant(), until);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			// Neither a number nor a date: as good as no header.
			return null;
		}
	}

	private static @Nullable Duration sentence(String message) {
		Matcher sentence = SENTENCE.matcher(message);
		if (!sentence.find()) {
			return null;
		}
		double millis = 0;
		Matcher part = PART.matcher(sentence.group(1));
		while (part.find()) {
			millis += Double.parseDouble(part.group(1)) * millis(part.group(2).toLowerCase(Locale.ROOT));
		}
		return ofMillis(millis);
	}

	private static int millis(String unit) {
		return switch (unit) {
			case "h" -> 3_600_000;
			case "m" -> 60_000;
			case "s" -> 1000;
			default -> 1;
		};
	}

	private static Duration ofMillis(double millis) {
		return Duration.ofMillis((long) Math.ceil(millis));
	}

}
