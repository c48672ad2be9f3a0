package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import io.wxomedia.provider.EditModels;
import io.wxomedia.provider.ModelFields;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * What OpenAI's models take: a list that comes with the service, and what
 * OPENAI_MODEL_FIELDS says instead. A model belongs to the longest name of the list that
 * it begins with, up to a hyphen. Thread-safe.
 */
final class ModelTable implements EditModels {

	private static final String FILE = "model-fields.properties";

	static final Set<String> FIELDS = Set.of("size", "quality", "background", "output_format", "output_compression",
			"input_fidelity", ModelFields.MASK, ModelFields.IMAGES);

	private final Map<String, Map<String, List<String>>> models;

	private ModelTable(Map<String, Map<String, List<String>>> models) {
		this.models = models;
	}

	/**
	 * Read the list that comes with the service, and put other entries over it.
	 * @param overrides {@code model/field=value value}, separated by commas; no value
	 * says that the field is not taken; may be blank
	 * @return the table
	 * @throws IllegalArgumentException if the overrides have another form
	 */
	static ModelTable with(String overrides) {
		Map<String, Map<String, List<String>>> models = new HashMap<>();
		Properties file = new Properties();
		try (InputStream in = new ClassPathResource(FILE, ModelTable.class).getInputStream()) {
			file.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(FILE + " cannot be read", ex);
		}
		file.stringPropertyNames().forEach((name) -> put(models, name, file.getProperty(name)));
		for (String entry : overrides.split(",")) {
			if (!entry.isBlank()) {
				String[] parts = entry.strip().split("=", 2);
				put(models, parts[0].strip(), (parts.length == 2) ? parts[1].strip() : "/");
			}
		}
		return new ModelTable(models);
	}

	private static void put(Map<String, Map<String, List<String>>> models, String name, String values) {
		int slash = name.lastIndexOf('/');
		String field = name.substring(slash + 1);
		if (slash < 1 || !FIELDS.contains(field) || values.contains("/")
				|| (field.equals(ModelFields.IMAGES) && !values.matches("([1-9]\\d?)?"))) {
			throw new IllegalArgumentException("must be entries such as gpt-image-2/input_fidelity=low high, separated"
					+ " by commas; the fields are " + String.join(", ", FIELDS.stream().sorted().toList()));
		}
		List<String> list = new ArrayList<>(List.of(values.split("\\s+")));
		list.removeIf(String::isBlank);
		models.computeIfAbsent(name.substring(0, slash), (model) -> new HashMap<>()).put(field, List.copyOf(list));
	}

	@Override
	public ModelFields of(String model) {
		String family = family(model);
		return (family != null) ? new ModelFields(model, this.models.get(family)) : ModelFields.unknown(model);
	}

	private @Nullable String family(String model) {
		String name = model;
		while (!this.models.containsKey(name)) {
			int hyphen = name.lastIndexOf('-');
			if (hyphen < 1) {
				return null;
			}
			name = name.substring(0, hyphen);
		}
		return name;
	}

}
