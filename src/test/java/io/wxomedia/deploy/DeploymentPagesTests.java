package io.wxomedia.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the pages on deployment together with the scripts and with CONFIGURATION.md.
 */
class DeploymentPagesTests {

	private static final Pattern VARIABLE = Pattern.compile("\\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\\b");

	private static final Pattern SCRIPT = Pattern.compile("(deploy/[a-z-]+\\.sh)((?: [^\\s`|#]+)*)");

	private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

	@ParameterizedTest
	@ValueSource(strings = { "docs/code-engine.md", "docs/kubernetes.md", "docs/cos.md", "docs/scaling.md",
			"docs/performance.md" })
	void variablesAreDocumented(String page) throws IOException {
		String configuration = Files.readString(Path.of("CONFIGURATION.md"));
		Matcher variable = VARIABLE.matcher(Files.readString(Path.of(page)));
		while (variable.find()) {
			assertThat(configuration).as(page).contains("`" + variable.group(1) + "`");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "docs/code-engine.md", "docs/kubernetes.md", "docs/cos.md", "docs/scaling.md",
			"docs/performance.md" })
	void scriptsHaveTheOptionsThatAreShown(String page) throws IOException {
		Matcher call = SCRIPT.matcher(Files.readString(Path.of(page)));
		while (call.find()) {
			String script = Files.readString(Path.of(call.group(1)));
			for (String word : call.group(2).split("[\\s\\[\\]]+")) {
				if (word.startsWith("--")) {
					assertThat(script).as(page).containsPattern("(?m)^ +" + word + "\\b|\\| " + word + "\\b");
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "docs/code-engine.md", "docs/kubernetes.md", "docs/cos.md", "docs/scaling.md",
			"docs/performance.md" })
	void linksLeadToFiles(String page) throws IOException {
		Matcher link = LINK.matcher(Files.readString(Path.of(page)));
		while (link.find()) {
			assertThat(Path.of(page).resolveSibling(link.group(1))).as(page).exists();
		}
		assertThat(Files.readString(Path.of("README.md"))).contains("(" + page + ")");
	}

	@ParameterizedTest
	@ValueSource(strings = { "deploy/code-engine.sh", "deploy/cos.sh" })
	void scriptsAreExecutableAndStopAtTheFirstFailure(String script) throws IOException {
		assertThat(Files.isExecutable(Path.of(script))).isTrue();
		assertThat(Files.readAllLines(Path.of(script))).startsWith("#!/usr/bin/env bash").contains("set -euo pipefail");
	}

}
