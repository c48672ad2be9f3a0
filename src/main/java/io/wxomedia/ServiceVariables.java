package io.wxomedia;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names of the environment variables that configure the service: those that
 * application.yml has placeholders for, and the few that are read before it.
 */
final class ServiceVariables {

	private static final String SETTINGS = "/application.yml";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)");

	private ServiceVariables() {
	}

	static Set<String> names() {
		Set<String> names = new TreeSet<>(Set.of("DEMO", "JIT", "LOG_FORMAT"));
		PLACEHOLDER.matcher(settings()).results().map((match) -> match.group(1)).forEach(names::add);
		return names;
	}

	private static String settings() {
		try (InputStream file = ServiceVariables.class.getResourceAsStream(SETTINGS)) {
			return new String(Objects.requireNonNull(file, SETTINGS).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
