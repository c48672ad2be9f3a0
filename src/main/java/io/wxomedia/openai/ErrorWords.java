package io.wxomedia.openai;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the words for people in the body of an error: OpenAI's own shape, those of the
 * gateways and servers that imitate OpenAI (FastAPI's {@code detail}, RFC 9457,
 * {@code {"error": "text"}}), plain text, and the title of a web page.
 */
final class ErrorWords {

	/**
	 * In this order: the more exact ones first.
	 */
	private static final List<String> FIELDS = List.of("message", "error", "detail", "msg", "errors",
			"error_description", "title");

	private static final int DEEPEST = 4;

	private static final int LONGEST = 1000;

	private static final int MOST_ENTRIES = 5;

	private static final Pattern TITLE = Pattern.compile("<title[^>]*>([^<]*)<", Pattern.CASE_INSENSITIVE);

	private ErrorWords() {
	}

	/**
	 * Return the words in a JSON document.
	 * @param body the document
	 * @return the words, or {@code null} if there are none
	 */
	static @Nullable String in(JsonNode body) {
		return in(body, 0);
	}

	private static @Nullable String in(JsonNode node, int depth) {
		if (node.isString()) {
			return line(node.stringValue());
		}
		if (depth >= DEEPEST) {
			return null;
		}
		if (node.isArray()) {
			String words = node.valueStream()
				.limit(MOST_ENTRIES)
				.map((entry) -> in(entry, depth + 1))
				.filter(Objects::nonNull)
				.collect(Collectors.joining("; "));
			return words.isEmpty() ? null : words;
		}
		for (String field : FIELDS) {
			JsonNode value = node.get(field);
			String words = (value != null) ? in(value, depth + 1) : null;
			if (words != null) {
				return place(node) + words;
			}
		}
		return null;
	}

	/**
	 * Where in the request the fault is, as FastAPI says it; never the value, which may
	 * be the picture.
	 */
	private static String place(JsonNode node) {
		JsonNode place = node.get("loc");
		if (place == null || !place.isArray() || place.isEmpty()) {
			return "";
		}
		return place.valueStream().map(JsonNode::asString).collect(Collectors.joining(".")) + ": ";
	}

	/**
	 * Return the words in a body that is no JSON.
	 * @param body the body
	 * @return the words, or {@code null} if there are none
	 */
	static @Nullable String in(String body) {
		String start = body.strip().toLowerCase(Locale.ROOT);
		if (!start.startsWith("<!doctype html") && !start.startsWith("<html")) {
			return line(body);
		}
		Matcher title = TITLE.matcher(body);
		String words = title.find() ? line(title.group(1)) : null;
		return (words != null) ? "a web page came instead of an answer, \"" + words + "\""
				: "a web page came instead of an answer";
	}

	/**
	 * Shorten words that somebody else wrote.
	 * @param words the words
	 * @return at most {@value #LONGEST} characters of them
	 */
	static String shortened(String words) {
		return (words.length() > LONGEST) ? words.substring(0, LONGEST) + "…" : words;
	}

	/**
	 * Make one line. A database does not take NUL, and a log has one line for an entry.
	 */
	static @Nullable String line(String text) {
		String line = text.replaceAll("[\\p{Cntrl}\\s\\uFEFF]+", " ").strip();
		return line.isEmpty() ? null : line;
	}

}
