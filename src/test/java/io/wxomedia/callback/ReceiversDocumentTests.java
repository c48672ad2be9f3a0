package io.wxomedia.callback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what {@code docs/receivers.md} says of this service with the other pages.
 */
class ReceiversDocumentTests {

	private static final Path PAGE = Path.of("docs/receivers.md");

	private static final Pattern VARIABLE = Pattern.compile("`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:=[a-z0-9]+)?`");

	private static final Pattern LINK = Pattern.compile("\\]\\(\\.\\./([A-Z]+\\.md)(?:#([a-z-]+))?\\)");

	private static final Pattern ENDPOINT = Pattern.compile("`(?:GET|POST|DELETE) (/[^`?]*)");

	/**
	 * Those of the tools.
	 */
	private static final Set<String> FOREIGN = Set.of("N8N_PAYLOAD_SIZE_MAX", "WEBHOOK_URL", "POST");

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "API.md" })
	void pageIsLinked(String from) throws IOException {
		assertThat(Files.readString(Path.of(from))).contains("(docs/receivers.md)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "n8n", "Make", "Power Automate" })
	void everyToolHasASection(String tool) throws IOException {
		assertThat(Files.readString(PAGE)).contains("\n## " + tool + "\n");
	}

	@Test
	void settingsOfTheServiceExist() throws IOException {
		Set<String> named = found(VARIABLE);
		named.removeAll(FOREIGN);
		String documented = Files.readString(Path.of("CONFIGURATION.md"));
		assertThat(named).contains("CALLBACK_TIMEOUT_SECONDS", "POLLING")
			.allSatisfy((variable) -> assertThat(documented).contains("`" + variable + "`"));
	}

	@Test
	void endpointsAreThoseOfTheService() throws IOException {
		String documented = Files.readString(Path.of("API.md"));
		assertThat(found(ENDPOINT)).contains("/jobs/{id}/deliveries", "/jobs/{id}/redeliver")
			.allSatisfy((path) -> assertThat(documented).contains(path));
	}

	@Test
	void linksLeadToSections() throws IOException {
		for (MatchResult link : LINK.matcher(Files.readString(PAGE)).results().toList()) {
			String target = Files.readString(Path.of(link.group(1)));
			String section = link.group(2);
			if (section != null) {
				assertThat(target.lines().filter((line) -> line.startsWith("#")).map(ReceiversDocumentTests::anchor))
					.contains(section);
			}
		}
	}

	private static String anchor(String heading) {
		return heading.replaceFirst("^#+ ", "").toLowerCase().replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
	}

	private static Set<String> found(Pattern pattern) throws IOException {
		return pattern.matcher(Files.readString(PAGE))
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
