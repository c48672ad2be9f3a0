package io.wxomedia.imageapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of a request that are no pictures, as they were sent. What has the wrong
 * type is remembered and not thrown: whether the document is JSON at all is the first
 * thing to be said of it. Not thread-safe.
 */
class SubmittedFields {

	static final List<String> TEXTS = List.of("model", "size", "quality", "background", "output_format",
			"input_fidelity");

	static final String COMPRESSION = "output_compression";

	static final List<String> PREFIXES = List.of("input_prefix", "output_prefix");

	static final String MOST_IMAGES = "max_images";

	private final boolean batch;

	private final Map<String, String> texts = new LinkedHashMap<>();

	private final Map<String, Integer> numbers = new LinkedHashMap<>();

	private boolean listed;

	private boolean listedTwice;

	private @Nullable Refusal wrongType;

	SubmittedFields(boolean batch) {
		this.batch = batch;
	}

	/**
	 * Take in a field.
	 * @param name its name
	 * @param value the first token of its value
	 * @param parser stands there
	 */
	void take(String name, JsonToken value, JsonParser parser) {
		switch (name) {
			case "prompt" -> text(name, value, parser, "invalid_prompt");
			case "filename" -> text(name, value, parser, "invalid_filename");
			case SubmittedPictures.IMAGE -> text(name, value, parser, "invalid_base64");
			case SubmittedPictures.MASK -> unlessBatch(() -> text(name, value, parser, "invalid_base64"), parser);
			case SubmittedPictures.FURTHER -> unlessBatch(() -> list(value, parser), parser);
			case COMPRESSION, MOST_IMAGES -> {
				if (name.equals(COMPRESSION) || this.batch) {
					number(name, value, parser);
				}
				else {
					parser.skipChildren();
				}
			}
			default -> {
				if (TEXTS.contains(name) || (this.batch && PREFIXES.contains(name))) {
					text(name, value, parser, "invalid_field");
				}
				else {
					parser.skipChildren();
				}
			}
		}
	}

	private void unlessBatch(Runnable taking, JsonParser parser) {
		if (this.batch) {
			parser.skipChildren();
		}
		else {
			taking.run();
		}
	}

	private void text(String name, JsonToken value, JsonParser parser, String code) {
		if (value == JsonToken.VALUE_STRING) {
			this.texts.put(name, parser.getString());
			return;
		}
		parser.skipChildren();
		this.texts.remove(name);
		if (value != JsonToken.VALUE_NULL) {
			wrong(code, "The field " + name + " must be a string.");
		}
	}

	private void number(String name, JsonToken value, JsonParser parser) {
		if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT) {
			this.numbers.put(name, parser.getIntValue());
			return;
		}
		parser.skipChildren();
		this.numbers.remove(name);
		if (value != JsonToken.VALUE_NULL) {
			wrong("invalid_field", "The field " + name + " must be a whole number"
					+ (name.equals(COMPRESSION) ? " from 0 to 100." : " of at least 1."));
		}
	}

	private void list(JsonToken value, JsonParser parser) {
		this.listedTwice = this.listedTwice || this.listed;
		this.listed = true;
		if (value == JsonToken.VALUE_NULL) {
			return;
		}
		if (value != JsonToken.START_ARRAY) {
			parser.skipChildren();
			wrong("invalid_base64", "The field images_base64 must be an array of strings, one for each picture.");
			return;
		}
		for (JsonToken element = parser.nextToken(); element != null
				&& element != JsonToken.END_ARRAY; element = parser.nextToken()) {
			if (element != JsonToken.VALUE_STRING) {
				parser.skipChildren();
				wrong("invalid_base64", "The array images_base64 may hold strings only, one for each picture.");
			}
		}
	}

	private void wrong(String code, String detail) {
		if (this.wrongType == null) {
			this.wrongType = Refusal.unprocessable(code, detail);
		}
	}

	/**
	 * Return what has the wrong type, or {@code null}.
	 */
	@Nullable Refusal wrongType() {
		return this.wrongType;
	}

	/**
	 * Return whether the list of pictures was there twice.
	 */
	boolean listedTwice() {
		return this.listedTwice;
	}

	@Nullable String prompt() {
		return this.texts.get("prompt");
	}

	@Nullable String filename() {
		return this.texts.get("filename");
	}

	/**
	 * Return a field; blank means that it was not sent.
	 * @param name its name
	 * @return what was sent, or {@code null}
	 */
	@Nullable String text(String name) {
		String text = this.texts.get(name);
		return (text != null && !text.isBlank()) ? text.strip() : null;
	}

	@Nullable Integer number(String name) {
		return this.numbers.get(name);
	}

	/**
	 * Return the optional fields that were sent, by their names.
	 */
	Map<String, String> optional() {
		Map<String, String> optional = new TreeMap<>();
		for (List<String> names : List.of(TEXTS, PREFIXES)) {
			for (String name : names) {
				String text = text(name);
				if (text != null) {
					optional.put(name, text);
				}
			}
		}
		this.numbers.forEach((name, number) -> optional.put(name, number.toString()));
		return optional;
	}

}
