package io.wxomedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds CONFIGURATION.md and .env.example together with the code.
 */
class ConfigurationDocumentTests {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)");

	private static final Pattern READ_BY_NAME = Pattern.compile("getProperty\\(\"([A-Z][A-Z0-9_]+)\"");

	private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([A-Z][A-Z0-9_]+)` \\|", Pattern.MULTILINE);

	private static final Pattern EXAMPLE = Pattern.compile("^#?([A-Z][A-Z0-9_]+)=(.*)$", Pattern.MULTILINE);

	@Test
	void everyVariableOfTheCodeIsDocumentedAndTheOtherWayRound() {
		assertThat(names(DOCUMENTED, read(Path.of("CONFIGURATION.md")))).isEqualTo(variablesOfTheCode());
	}

	@Test
	void everyVariableIsLookedAtBeforeTheStart() {
		assertThat(ServiceVariables.names()).isEqualTo(variablesOfTheCode());
	}

	@Test
	void everyVariableOfTheCodeHasAnExampleAndTheOtherWayRound() {
		assertThat(names(EXAMPLE, read(Path.of(".env.example")))).isEqualTo(variablesOfTheCode());
	}

	@Test
	void examplesAreTheDefaults() {
		String settings = read(Path.of("src/main/resources/application.yml"));
		Matcher example = EXAMPLE.matcher(read(Path.of(".env.example")));
		while (example.find()) {
			Matcher placeholder = Pattern.compile("\\$\\{" + example.group(1) + ":([^}]*)}").matcher(settings);
			if (placeholder.find() && !placeholder.group(1).startsWith("jdbc:")) {
				assertThat(example.group(2)).as(example.group(1)).isEqualTo(placeholder.group(1));
			}
		}
	}

	/**
	 * A default that was copied would stay when a later version has a better one.
	 */
	@Test
	void exampleSetsNothing() {
		assertThat(read(Path.of(".env.example")).lines()).filteredOn((line) -> line.matches("[A-Z].*"))
			.hasSizeGreaterThan(10)
			.allMatch((line) -> line.endsWith("="));
	}

	@Test
	void exampleLinesReadTheSameInAShellAndInDocker() {
		Matcher example = EXAMPLE.matcher(read(Path.of(".env.example")));
		while (example.find()) {
			assertThat(example.group(2)).as(example.group(1)).doesNotContain("\"", "'", "#", " ", "$", ";");
		}
	}

	private static Set<String> variablesOfTheCode() {
		Set<String> names = new TreeSet<>();
		for (String file : new String[] { "application.yml", "application-demo.yml" }) {
			names.addAll(names(PLACEHOLDER, read(Path.of("src/main/resources", file))));
		}
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			sources.filter((file) -> file.toString().endsWith(".java"))
				.forEach((file) -> names.addAll(names(READ_BY_NAME, read(file))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return names;
	}

	private static Set<String> names(Pattern pattern, String text) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = pattern.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
