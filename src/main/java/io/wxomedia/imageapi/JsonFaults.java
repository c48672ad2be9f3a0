package io.wxomedia.imageapi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wxomedia.base64.DivertedField;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a document that is no JSON, and how to mend it, where the
 * parser's own words speak of settings that a caller does not have.
 */
final class JsonFaults {

	private static final Pattern NUMBER_THAT_IS_NONE = Pattern.compile("\\b(NaN|[+-]?INF|[+-]?Infinity)\\b");

	private static final Pattern SETTINGS = Pattern
		.compile("[:;]?\\s*\\(?enable `[^`]*`[^)]*\\)?|\\s*\\([^()]*Feature[^()]*\\)");

	private JsonFaults() {
	}

	/**
	 * Explain a failure.
	 * @param document the document as far as it was read
	 * @param words what the parser says
	 * @return what is wrong, as the end of a sentence without its full stop
	 */
	static String explain(DivertedField document, @Nullable String words) {
		if (document.divertedHoldsBareControl()) {
			return "the image's base64 holds a line break or another control character; send it on one line, as from"
					+ " base64 -w0 (macOS: base64 -i FILE) or [Convert]::ToBase64String";
		}
		if (document.holdsBareControl()) {
			return "a text holds a line break or another control character as it is; write a line break as \\n";
		}
		String given = String.valueOf(words);
		Matcher number = NUMBER_THAT_IS_NONE.matcher(given);
		if (number.find()) {
			return number.group() + " is no number of JSON; send a number or null, or leave the field out";
		}
		return SETTINGS.matcher(given).replaceAll("");
	}

}
