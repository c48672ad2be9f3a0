package io.wxomedia.spending;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;

/**
 * How many tokens a picture has that a model makes, by its quality and size, as far as
 * the provider tells beforehand.
 *
 * @param tables the tokens of each size, by {@code model/quality}
 */
record OutputTokens(Map<String, Map<String, Long>> tables) {

	private static final String FILE = "output-tokens.properties";

	private static final String ANY_SIZE = "auto";

	/**
	 * Read the list that comes with the service.
	 */
	static OutputTokens listed() {
		Properties file = new Properties();
		try (InputStream in = new ClassPathResource(FILE, OutputTokens.class).getInputStream()) {
			file.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(FILE + " cannot be read", ex);
		}
		Map<String, Map<String, Long>> tables = new HashMap<>();
		for (String name : file.stringPropertyNames()) {
			Map<String, Long> sizes = new HashMap<>();
			for (String entry : file.getProperty(name).split(" ")) {
				String[] sizeAndTokens = entry.split(":");
				sizes.put(sizeAndTokens[0], Long.valueOf(sizeAndTokens[1]));
			}
			tables.put(name, Map.copyOf(sizes));
		}
		return new OutputTokens(Map.copyOf(tables));
	}

	/**
	 * Return the tokens of a picture.
	 * @param model the model id, without the date of a snapshot
	 * @param quality the quality asked for
	 * @param size the size asked for; {@code auto} is taken for the dearest
	 * @return the tokens, or {@code null} if the list does not say
	 */
	@Nullable Long of(String model, String quality, String size) {
		Map<String, Long> sizes = this.tables.get(model + "/" + quality);
		if (sizes == null) {
			return null;
		}
		return ANY_SIZE.equals(size) ? Collections.max(sizes.values()) : sizes.get(size);
	}

}
