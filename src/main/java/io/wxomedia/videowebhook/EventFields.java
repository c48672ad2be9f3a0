package io.wxomedia.videowebhook;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The fields of an object that a maker sent. Makers write numbers as texts, seconds with
 * their unit and times without a zone; what has another type than its field is refused by
 * its name.
 *
 * @param place where the object is, for what is said of it
 * @param node the object
 */
record EventFields(String place, JsonNode node) {

	private static final Pattern SECONDS = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)\\s*s?");

	private static final BigDecimal MOST_SECONDS = new BigDecimal("99999999");

	private static final int LAST_YEAR = 9999;

	/**
	 * Return a text, cut to a length that is stored.
	 */
	@Nullable String text(String name, int most) throws InvalidEvent {
		JsonNode value = value(name);
		if (value == null) {
			return null;
		}
		if (!value.isString()) {
			throw wrong(name, "a text");
		}
		return StorableText.cleaned(value.asString(), most);
	}

	/**
	 * Return a text as its type demands it, of which nothing else is kept.
	 */
	void mustBeText(String name) throws InvalidEvent {
		text(name, 0);
	}

	void mustBeNumber(String name) throws InvalidEvent {
		number(name);
	}

	@Nullable Boolean flag(String name) throws InvalidEvent {
		JsonNode value = value(name);
		if (value != null && !value.isBoolean()) {
			throw wrong(name, "true or false");
		}
		return (value != null) ? Boolean.valueOf(value.asBoolean()) : null;
	}

	@Nullable Double number(String name) throws InvalidEvent {
		JsonNode value = value(name);
		if (value == null) {
			return null;
		}
		if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
			throw wrong(name, "a number");
		}
		return value.asDouble();
	}

	/**
	 * Return a whole number of 64 bits that is not negative.
	 */
	@Nullable Long size(String name) throws InvalidEvent {
		JsonNode value = value(name);
		if (value == null) {
			return null;
		}
		BigDecimal number = value.isNumber() ? decimal(value) : null;
		if (number == null || number.signum() < 0 || number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
				|| number.stripTrailingZeros().scale() > 0) {
			throw wrong(name, "a whole number that is not negative");
		}
		return number.longValueExact();
	}

	@Nullable Integer pixels(String name) throws InvalidEvent {
		Long size = size(name);
		if (size != null && size > Integer.MAX_VALUE) {
			throw wrong(name, "a number of pixels");
		}
		return (size != null) ? Integer.valueOf(size.intValue()) : null;
	}

	/**
	 * Return seconds: 8, 8.0, "8" or "8s".
	 */
	@Nullable BigDecimal seconds(String name) throws InvalidEvent {
		JsonNode value = value(name);
		if (value == null) {
			return null;
		}
		BigDecimal seconds = null;
		if (value.isString() && SECONDS.matcher(value.asString().strip()).matches()) {
			seconds = new BigDecimal(value.asString().strip().replaceAll("\\s*s$", ""));
		}
		else if (value.isNumber()) {
			seconds = decimal(value);
		}
		if (seconds == null || seconds.signum() < 0 || seconds.compareTo(MOST_SECONDS) > 0) {
			throw wrong(name, "seconds, such as 8, 8.0 or \"8s\"");
		}
		return seconds;
	}

	private static @Nullable BigDecimal decimal(JsonNode number) {
		// 1e999999999 would take all memory as a whole number.
		double value = number.asDouble();
		return (Double.isFinite(value) && Math.abs(value) < 1e19) ? number.decimalValue() : null;
	}

	/**
	 * Return a time; without a zone it is one of UTC. What is a text and no time is left
	 * out: nothing hangs on it.
	 */
	@Nullable Instant time(String name) throws InvalidEvent {
		String text = text(name, 60);
		if (text == null) {
			return null;
		}
		try {
			TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME.parseBest(text.strip().replace(' ', 'T'),
					OffsetDateTime::from, LocalDateTime::from);
			OffsetDateTime time = (parsed instanceof OffsetDateTime offset) ? offset
					: ((LocalDateTime) parsed).atOffset(ZoneOffset.UTC);
			OffsetDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC);
			return (utc.getYear() >= 0 && utc.getYear() <= LAST_YEAR) ? utc.toInstant() : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Return an object, one without fields if there is none.
	 */
	EventFields object(String name) throws InvalidEvent {
		JsonNode value = value(name);
		if (value != null && !value.isObject()) {
			throw wrong(name, "an object");
		}
		return new EventFields(path(name), (value != null) ? value : MissingNode.getInstance());
	}

	/**
	 * Return an array, an empty one if there is none.
	 */
	JsonNode array(String name) throws InvalidEvent {
		JsonNode value = value(name);
		if (value != null && !value.isArray()) {
			throw wrong(name, "an array");
		}
		return (value != null) ? value : MissingNode.getInstance();
	}

	boolean isMissing() {
		return this.node.isMissingNode();
	}

	private @Nullable JsonNode value(String name) {
		JsonNode value = this.node.path(name);
		return (value.isMissingNode() || value.isNull()) ? null : value;
	}

	private String path(String name) {
		return this.place.isEmpty() ? name : this.place + "." + name;
	}

	private InvalidEvent wrong(String name, String expected) {
		return new InvalidEvent(path(name) + " must be " + expected);
	}

}
