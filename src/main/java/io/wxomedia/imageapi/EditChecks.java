package io.wxomedia.imageapi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import io.wxomedia.image.BatchScope;
import io.wxomedia.provider.EditModels;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.ModelFields;
import io.wxomedia.spending.DailyBudget;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.StorableText;
import org.jspecify.annotations.Nullable;

/**
 * Checks the optional fields of an edit: against the model that is to make it, as far as
 * that is known. Thread-safe.
 */
class EditChecks {

	private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}");

	/**
	 * What the ledger has room for.
	 */
	private static final int LONGEST_WORD = 40;

	/**
	 * In bytes: a key has 1,024, and the names of the job and of the image come behind.
	 */
	private static final int LONGEST_PREFIX = 512;

	private static final List<String> OPAQUE_FORMATS = List.of("jpeg");

	private final ImageEditor editor;

	private final EditModels models;

	private final DailyBudget budget;

	private final String configuredFormat;

	EditChecks(ImageEditor editor, EditModels models, DailyBudget budget, String configuredFormat) {
		this.editor = editor;
		this.models = models;
		this.budget = budget;
		this.configuredFormat = configuredFormat;
	}

	/**
	 * Check what is asked for beside the instruction.
	 * @param fields the fields as they were sent
	 * @return what is asked for, or {@code null} if nothing is
	 * @throws Refusal if the model does not take it
	 */
	@Nullable EditOptions options(SubmittedFields fields) {
		EditOptions options = new EditOptions(fields.text("model"), fields.text("size"), fields.text("quality"),
				fields.text("background"), format(fields.text("output_format")),
				fields.number(SubmittedFields.COMPRESSION), fields.text("input_fidelity"));
		if (options.equals(EditOptions.NONE)) {
			return null;
		}
		String model = options.model();
		if (model != null) {
			checkModel(model);
		}
		ModelFields known = known(options);
		if (known.isOnlyOne()) {
			check(known, "model", model);
		}
		check(known, "size", options.size());
		check(known, "quality", options.quality());
		check(known, "background", options.background());
		check(known, "output_format", options.outputFormat());
		Integer compression = options.outputCompression();
		if (compression != null && (compression < 0 || compression > 100)) {
			throw Refusal.unprocessable("invalid_field", "The field output_compression must be from 0 to 100.");
		}
		check(known, SubmittedFields.COMPRESSION, (compression != null) ? compression.toString() : null);
		check(known, "input_fidelity", options.inputFidelity());
		checkTogether(known, options);
		return options;
	}

	/**
	 * Return what the model takes that is to make an edit.
	 */
	private ModelFields known(@Nullable EditOptions options) {
		String asked = (options != null) ? options.model() : null;
		return this.models.of(Objects.requireNonNullElse(asked, this.editor.model()));
	}

	private static @Nullable String format(@Nullable String format) {
		return "jpg".equals(format) ? "jpeg" : format;
	}

	private void checkModel(String model) {
		if (!MODEL.matcher(model).matches()) {
			throw Refusal.unprocessable("invalid_field",
					"The field model must be a model id such as gpt-image-2, of at most 200 characters.");
		}
		if (!this.budget.counts(new ProviderModel(this.editor.provider(), model))) {
			throw Refusal.unprocessable("unsupported_field", "The price of the model " + model
					+ " is not known, so DAILY_BUDGET_USD allows no call of it; add it to OPENAI_PRICES or choose another model.");
		}
	}

	private static void check(ModelFields known, String field, @Nullable String value) {
		if (value == null) {
			return;
		}
		if (!known.takes(field)) {
			throw unsupported(known, field);
		}
		if (!known.takes(field, value)) {
			throw Refusal.unprocessable("invalid_field", "The field " + field + " is not one of the values that "
					+ known.model() + " takes: " + known.describe(field) + ".");
		}
		if (value.length() > LONGEST_WORD || !StorableText.isStorable(value)
				|| value.codePoints().anyMatch(Character::isISOControl)) {
			throw Refusal.unprocessable("invalid_field",
					"The field " + field + " must be one word of at most " + LONGEST_WORD + " characters.");
		}
	}

	/**
	 * What is sent in compressed or transparent form depends on the format.
	 */
	private void checkTogether(ModelFields known, EditOptions options) {
		Map<String, List<String>> values = known.values();
		if (values == null) {
			return;
		}
		String format = Objects.requireNonNullElse(options.outputFormat(), this.configuredFormat);
		if (options.outputCompression() != null && format.equals("png")) {
			throw Refusal.unprocessable("invalid_field",
					"output_compression is for jpeg and webp, and the output_format is png: send output_format as well, or leave it out.");
		}
		if ("transparent".equals(options.background()) && OPAQUE_FORMATS.contains(format)) {
			throw Refusal.unprocessable("invalid_field",
					"A jpeg has no transparency: send output_format png or webp with background transparent.");
		}
	}

	/**
	 * Check that the model takes the pictures beside the one to be edited.
	 * @param further how many there are
	 * @param mask whether there is a mask
	 * @param options what is asked for, or {@code null}
	 * @throws Refusal if the model does not take them
	 */
	void pictures(int further, boolean mask, @Nullable EditOptions options) {
		if (further == 0 && !mask) {
			return;
		}
		ModelFields known = known(options);
		if (mask && !known.takes(ModelFields.MASK)) {
			throw unsupported(known, ModelFields.MASK);
		}
		if (further > 0 && !known.takes(ModelFields.IMAGES)) {
			throw unsupported(known, ModelFields.IMAGES);
		}
		int most = known.pictures(SubmittedPictures.MOST);
		if (further + 1 > most) {
			throw Refusal.unprocessable("too_many_images", known.model() + " takes " + most
					+ " pictures, image_base64 included, and there are " + (further + 1) + "; send fewer.");
		}
	}

	private static Refusal unsupported(ModelFields known, String field) {
		List<String> taken = new ArrayList<>();
		List<String> names = new ArrayList<>(SubmittedFields.TEXTS);
		names.remove("model");
		names.addAll(List.of(SubmittedFields.COMPRESSION, ModelFields.MASK, ModelFields.IMAGES));
		for (String name : names) {
			if (known.takes(name)) {
				taken.add(name);
			}
		}
		return Refusal.unprocessable("unsupported_field",
				known.model() + " does not take the field " + field
						+ "; leave it out or choose another model. It takes "
						+ (taken.isEmpty() ? "none of the optional fields" : String.join(", ", taken)) + ".");
	}

	/**
	 * Check what a batch is to work on.
	 * @param fields the fields as they were sent
	 * @return what it works on, or {@code null} if it is what is configured
	 * @throws Refusal if a prefix cannot be used
	 */
	static @Nullable BatchScope scope(SubmittedFields fields) {
		String input = prefix("input_prefix", fields.text("input_prefix"));
		String output = prefix("output_prefix", fields.text("output_prefix"));
		Integer most = fields.number(SubmittedFields.MOST_IMAGES);
		if (most != null && most < 1) {
			throw Refusal.unprocessable("invalid_field", "The field max_images must be a whole number of at least 1.");
		}
		if (output != null) {
			output = output.replaceFirst("/+$", "");
		}
		return (input == null && output == null && most == null) ? null : new BatchScope(input, output, most);
	}

	private static @Nullable String prefix(String field, @Nullable String value) {
		if (value == null) {
			return null;
		}
		boolean strange = !StorableText.isStorable(value)
				|| value.codePoints().anyMatch((character) -> Character.isISOControl(character) || character == '\\');
		if (strange || value.getBytes(StandardCharsets.UTF_8).length > LONGEST_PREFIX || value.startsWith("/")
				|| List.of(value.split("/", -1)).stream().anyMatch((part) -> part.equals("..") || part.equals("."))
				|| value.contains("//")) {
			throw Refusal.unprocessable("invalid_field", "The field " + field + " must be a key prefix such as"
					+ " photos/may/, of at most " + LONGEST_PREFIX
					+ " bytes in UTF-8: without / at its start, // or .. in it, backslashes or control characters.");
		}
		return value;
	}

}
