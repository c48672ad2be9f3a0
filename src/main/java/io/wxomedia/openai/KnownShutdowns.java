package io.wxomedia.openai;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * The shutdowns of models that were known when this was built.
 *
 * @param asOf when the list was last compared with OpenAI's
 * @param dates the dates by model id
 */
record KnownShutdowns(LocalDate asOf, Map<String, LocalDate> dates) {

	private static final String FILE = "model-shutdowns.properties";

	private static final String AS_OF = "as-of";

	/**
	 * A snapshot of a model carries its date: {@code gpt-image-1-2025-04-15}.
	 */
	private static final Pattern SNAPSHOT = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

	/**
	 * Read the list.
	 * @return the list
	 */
	static KnownShutdowns read() {
		Properties file = new Properties();
		try (InputStream in = new ClassPathResource(FILE, KnownShutdowns.class).getInputStream()) {
			file.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(FILE + " cannot be read", ex);
		}
		Map<String, LocalDate> dates = file.stringPropertyNames()
			.stream()
			.filter((name) -> !AS_OF.equals(name))
			.collect(Collectors.toMap((name) -> name, (name) -> LocalDate.parse(file.getProperty(name))));
		return new KnownShutdowns(LocalDate.parse(file.getProperty(AS_OF)), dates);
	}

	/**
	 * Return when a model is shut down.
	 * @param model the model id, with or without the date of a snapshot
	 * @return the date, or {@code null} if none is known
	 */
	@Nullable LocalDate of(String model) {
		LocalDate date = this.dates.get(model);
		return (date != null) ? date : this.dates.get(SNAPSHOT.matcher(model).replaceFirst(""));
	}

}
