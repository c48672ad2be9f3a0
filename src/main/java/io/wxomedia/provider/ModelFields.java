package io.wxomedia.provider;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The optional fields of an edit that a model takes, and their values.
 *
 * @param model the model, in words for the caller
 * @param values the values by the name of the field; a field without values is not taken.
 * {@code null} if the model is not known, which takes everything
 */
public record ModelFields(String model, @Nullable Map<String, List<String>> values) {

	/**
	 * Further pictures beside the one to be edited. Its one value says how many pictures
	 * there may be in all.
	 */
	public static final String IMAGES = "images_base64";

	/**
	 * Says where the picture is to be edited. Its one value is {@code png}.
	 */
	public static final String MASK = "mask_base64";

	/**
	 * Any width and height that are multiples of 16, as the newer models take them.
	 */
	public static final String FREE_SIZE = "WIDTHxHEIGHT";

	private static final Pattern SIZE = Pattern.compile("([1-9]\\d{1,3})x([1-9]\\d{1,3})");

	private static final int STEP = 16;

	private static final int MOST_STRETCHED = 3;

	private static final int LONGEST_EDGE = 3840;

	private static final long MOST_PIXELS = 3840L * 2160;

	private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

	/**
	 * Return the fields of a model that is not known.
	 * @param model the model id
	 * @return fields that take everything
	 */
	public static ModelFields unknown(String model) {
		return new ModelFields(model, null);
	}

	/**
	 * Return whether there is no other model to choose.
	 * @return {@code true} if the field {@code model} has values
	 */
	public boolean isOnlyOne() {
		return this.values != null && this.values.containsKey("model");
	}

	/**
	 * Return whether the model takes a field.
	 * @param field the name of the field
	 * @return {@code false} if it is known not to
	 */
	public boolean takes(String field) {
		return this.values == null || !this.values.getOrDefault(field, List.of()).isEmpty();
	}

	/**
	 * Return whether the model takes a value.
	 * @param field the name of the field
	 * @param value the value
	 * @return {@code false} if it is known not to
	 */
	public boolean takes(String field, String value) {
		if (this.values == null) {
			return true;
		}
		for (String allowed : this.values.getOrDefault(field, List.of())) {
			if (allowed.equals(value) || (allowed.equals(FREE_SIZE) && isFreeSize(value))
					|| isInRange(allowed, value)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isFreeSize(String value) {
		Matcher size = SIZE.matcher(value);
		if (!size.matches()) {
			return false;
		}
		int width = Integer.parseInt(size.group(1));
		int height = Integer.parseInt(size.group(2));
		return width % STEP == 0 && height % STEP == 0 && width <= MOST_STRETCHED * height
				&& height <= MOST_STRETCHED * width && Math.max(width, height) <= LONGEST_EDGE
				&& (long) width * height <= MOST_PIXELS;
	}

	private static boolean isInRange(String allowed, String value) {
		Matcher range = RANGE.matcher(allowed);
		if (!range.matches() || !value.matches("\\d{1,9}")) {
			return false;
		}
		int number = Integer.parseInt(value);
		return number >= Integer.parseInt(range.group(1)) && number <= Integer.parseInt(range.group(2));
	}

	/**
	 * Describe the values of a field.
	 * @param field the name of the field, which the model takes
	 * @return the values, in words for the caller; empty if they are not known
	 */
	public String describe(String field) {
		if (this.values == null) {
			return "";
		}
		return String.join(", ", this.values.getOrDefault(field, List.of()).stream().map(ModelFields::word).toList());
	}

	private static String word(String value) {
		return value.equals(FREE_SIZE)
				? "WIDTHxHEIGHT with both multiples of 16, at most 3:1, 3840 for an edge and 3840x2160 in all" : value;
	}

	/**
	 * Return how many pictures an edit may have, the one to be edited included.
	 * @param most what the service takes for any model
	 * @return the number
	 */
	public int pictures(int most) {
		if (this.values == null) {
			return most;
		}
		List<String> number = this.values.getOrDefault(IMAGES, List.of());
		return number.isEmpty() ? 1 : Math.min(most, Integer.parseInt(number.get(0)));
	}

}
