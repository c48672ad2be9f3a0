package io.wxomedia.session;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

import io.wxomedia.web.Refusal;
import io.wxomedia.web.RequestFields;
import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a request about sessions. A field that cannot be used is refused with
 * {@code invalid_field}.
 *
 * @param fields the fields
 */
record SessionFields(JsonNode fields) {

	private static final String CODE = "invalid_field";

	private static final BigDecimal MOST_USD = new BigDecimal("1000000");

	private static final int LAST_YEAR = 9999;

	private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]*");

	static SessionFields of(RequestFields request) {
		return new SessionFields(request.fields());
	}

	boolean has(String name) {
		return this.fields.has(name);
	}

	private boolean isNull(String name) {
		JsonNode value = this.fields.path(name);
		return value.isMissingNode() || value.isNull();
	}

	/**
	 * Return a text for people, in one line.
	 * @return the text, or {@code null} if it was not sent
	 */
	@Nullable String text(String name, int longest) {
		if (isNull(name)) {
			return null;
		}
		JsonNode value = this.fields.path(name);
		String sent = value.isString() ? value.asString() : "";
		String fault = StorableText.fault(sent);
		if (fault != null) {
			throw refused(name, "plain text, and it holds " + fault);
		}
		String text = sent.replaceAll("\\p{Cc}", " ").strip();
		if (text.isEmpty() || text.length() > longest) {
			throw refused(name, "a text of 1 to " + longest + " characters");
		}
		return text;
	}

	/**
	 * Return a text for people, of which a blank one is as good as none.
	 * @return the text, or {@code null} if there is none
	 */
	@Nullable String textIfAny(String name, int longest) {
		JsonNode value = this.fields.path(name);
		return (value.isString() && value.asString().isBlank()) ? null : text(name, longest);
	}

	/**
	 * Return what was sent, for the audit.
	 */
	String shown(String name) {
		return isNull(name) ? "null" : this.fields.path(name).asString();
	}

	/**
	 * Return a word as models and qualities are.
	 * @return the word, or {@code null} if none is chosen
	 */
	@Nullable String word(String name, int longest) {
		if (isNull(name)) {
			return null;
		}
		JsonNode value = this.fields.path(name);
		String word = value.isString() ? value.asString().strip() : "";
		if (!WORD.matcher(word).matches() || word.length() > longest) {
			throw refused(name, "a word of at most " + longest + " letters, digits and . _ : / @ -, or null");
		}
		return word;
	}

	int whole(String name, int usual, int least, int most) {
		Integer value = wholeOrNull(name, least, most);
		return (value != null) ? value : usual;
	}

	@Nullable Integer wholeOrNull(String name, int least, int most) {
		if (isNull(name)) {
			return null;
		}
		JsonNode value = this.fields.path(name);
		if (value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= least && value.asInt() <= most) {
			return value.asInt();
		}
		throw refused(name, "a whole number from " + least + " to " + most);
	}

	@Nullable BigDecimal usd(String name) {
		if (isNull(name)) {
			return null;
		}
		JsonNode value = this.fields.path(name);
		if (value.isNumber()) {
			BigDecimal amount = value.decimalValue();
			if (amount.signum() >= 0 && amount.compareTo(MOST_USD) <= 0 && amount.stripTrailingZeros().scale() <= 6) {
				return Amounts.shown(amount);
			}
		}
		throw refused(name, "an amount in US dollars from 0 to " + MOST_USD + " with at most six decimals, or null");
	}

	/**
	 * Return a switch.
	 * @return its value, or {@code null} if it was not sent or is null
	 */
	@Nullable Boolean flag(String name) {
		if (isNull(name)) {
			return null;
		}
		if (!this.fields.path(name).isBoolean()) {
			throw refused(name, "true or false");
		}
		return this.fields.path(name).asBoolean();
	}

	boolean required(String name) {
		Boolean flag = flag(name);
		if (flag == null) {
			throw refused(name, "true or false");
		}
		return flag;
	}

	Instant time(String name, Instant after) {
		JsonNode value = this.fields.path(name);
		try {
			OffsetDateTime time = OffsetDateTime.parse(value.isString() ? value.asString().strip() : "");
			if (time.getYear() <= LAST_YEAR && time.toInstant().isAfter(after)) {
				return time.toInstant();
			}
		}
		catch (DateTimeException ex) {
			// Refused below, like one that has passed.
		}
		throw refused(name, "a time to come, such as 2026-11-27T18:00:00Z (RFC 3339)");
	}

	static Refusal refused(String name, String wanted) {
		return Refusal.unprocessable(CODE, "The field " + name + " must be " + wanted + ".");
	}

}
