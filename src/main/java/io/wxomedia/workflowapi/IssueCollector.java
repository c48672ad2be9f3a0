package io.wxomedia.workflowapi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of an object and notes what is wrong with them. A field with a fault
 * reads as its default, so that the others are looked at too. Used by one thread.
 */
class IssueCollector {

	private final JsonNode object;

	private final List<String> path;

	private final List<InvalidRequest.Issue> issues;

	IssueCollector(JsonNode object) {
		this(object, List.of(), new ArrayList<>());
	}

	private IssueCollector(JsonNode object, List<String> path, List<InvalidRequest.Issue> issues) {
		this.object = object;
		this.path = path;
		this.issues = issues;
	}

	/**
	 * Return an object within this one.
	 * @param name its name
	 * @return the object, without fields if it was not sent
	 */
	IssueCollector object(String name) {
		JsonNode node = this.object.path(name);
		if (!node.isMissingNode() && !node.isObject()) {
			wrongType(name, "object", node);
		}
		return new IssueCollector(node.isObject() ? node : node.path(""), path(name), this.issues);
	}

	/**
	 * Return a text that must be there.
	 */
	String text(String name, int shortest, int longest) {
		JsonNode node = this.object.path(name);
		if (node.isMissingNode()) {
			add(name, "Required", "invalid_type");
			return "";
		}
		String text = node.isString() ? node.asString() : null;
		if (text == null) {
			wrongType(name, "string", node);
			return "";
		}
		if (text.length() < shortest || text.isBlank()) {
			add(name, "String must contain at least " + shortest + " character(s)", "too_small");
		}
		else if (text.length() > longest) {
			add(name, "String must contain at most " + longest + " character(s)", "too_big");
		}
		else if (!StorableText.isStorable(text)) {
			add(name, "String holds " + StorableText.fault(text), "invalid_string");
		}
		return text;
	}

	/**
	 * Return a text that may be left out.
	 */
	@Nullable String optional(String name, int longest) {
		JsonNode node = this.object.path(name);
		return (node.isMissingNode() || node.isNull()) ? null : text(name, 1, longest);
	}

	/**
	 * Return one of some words.
	 * @param usual the one that counts if nothing was sent
	 */
	String choice(String name, List<String> words, String usual) {
		JsonNode node = this.object.path(name);
		if (node.isMissingNode()) {
			return usual;
		}
		String text = node.isString() ? node.asString() : null;
		if (text == null) {
			wrongType(name, quoted(words), node);
			return usual;
		}
		if (!words.contains(text)) {
			add(name, "Invalid enum value. Expected " + quoted(words) + ", received '" + shortened(text) + "'",
					"invalid_enum_value");
			return usual;
		}
		return text;
	}

	boolean flag(String name, boolean usual) {
		JsonNode node = this.object.path(name);
		if (!node.isMissingNode() && !node.isBoolean()) {
			wrongType(name, "boolean", node);
		}
		return node.isBoolean() ? node.asBoolean() : usual;
	}

	int number(String name, int least, int most, int usual) {
		JsonNode node = this.object.path(name);
		if (node.isMissingNode()) {
			return usual;
		}
		if (!node.isNumber()) {
			wrongType(name, "number", node);
			return usual;
		}
		BigDecimal value = node.decimalValue();
		if (value.stripTrailingZeros().scale() > 0) {
			add(name, "Expected integer, received float", "invalid_type");
		}
		else if (value.compareTo(BigDecimal.valueOf(least)) < 0) {
			add(name, "Number must be greater than or equal to " + least, "too_small");
		}
		else if (value.compareTo(BigDecimal.valueOf(most)) > 0) {
			add(name, "Number must be less than or equal to " + most, "too_big");
		}
		else {
			return value.intValueExact();
		}
		return usual;
	}

	/**
	 * Note something else.
	 */
	void add(String name, String message, String code) {
		this.issues.add(new InvalidRequest.Issue(path(name), message, code));
	}

	/**
	 * Refuse the request if anything was noted.
	 * @throws InvalidRequest if it was
	 */
	void check() {
		if (!this.issues.isEmpty()) {
			throw new InvalidRequest(this.issues);
		}
	}

	private void wrongType(String name, String expected, JsonNode node) {
		String received = Objects.requireNonNull(node.getNodeType()).name().toLowerCase(Locale.ROOT);
		add(name, "Expected " + expected + ", received " + received, "invalid_type");
	}

	private List<String> path(String name) {
		return Stream.concat(this.path.stream(), Stream.of(name)).toList();
	}

	private static String quoted(List<String> words) {
		return words.stream().map((word) -> "'" + word + "'").collect(Collectors.joining(" | "));
	}

	private static String shortened(String text) {
		return (text.length() <= 40) ? text : text.substring(0, 40) + "...";
	}

}
