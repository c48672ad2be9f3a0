package io.wxomedia;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what pom.xml does when. {@code mvn spring-boot:run}, README's first command,
 * goes through all phases up to test-compile, and nobody's first picture should wait for
 * the checks.
 */
class BuildFileTests {

	private static final Set<String> BEFORE_A_RUN = Set.of("validate", "initialize", "generate-sources",
			"process-sources", "generate-resources", "process-resources", "compile", "process-classes",
			"generate-test-sources", "process-test-sources", "generate-test-resources", "process-test-resources",
			"test-compile");

	private final XPath xpath = XPathFactory.newInstance().newXPath();

	private Map<String, String> phases = Map.of();

	private Map<String, String> arguments = Map.of();

	@BeforeEach
	void read() throws Exception {
		Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile());
		this.phases = executions(pom, "phase");
		this.arguments = executions(pom, "configuration/compilerArgs");
	}

	@Test
	void runChecksNothingAndCompilesNoTests() {
		assertThat(this.phases).containsEntry("maven-compiler-plugin default-testCompile", "process-test-classes");
		assertThat(this.phases.values()).doesNotContainAnyElementsOf(BEFORE_A_RUN);
	}

	/**
	 * A phase that "mvn test" and "mvn verify" go through, as the one command that
	 * everything must pass.
	 */
	@Test
	void everyCheckIsMadeBeforeTheTests() {
		assertThat(this.phases).containsEntry("spring-javaformat-maven-plugin ", "process-test-classes")
			.containsEntry("maven-checkstyle-plugin checkstyle-validation", "process-test-classes")
			.containsEntry("maven-compiler-plugin check", "process-test-classes");
		assertThat(this.arguments)
			.extractingByKeys("maven-compiler-plugin check", "maven-compiler-plugin default-testCompile")
			.allSatisfy((arguments) -> assertThat(arguments).contains("-Xplugin:ErrorProne", "-Xep:NullAway:ERROR"));
	}

	@Test
	void firstCommandOfTheReadmeIsTheUsualOne() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		int block = readme.indexOf("```bash\n");
		assertThat(readme.substring(block)).startsWith("```bash\nmvn spring-boot:run\n```");
	}

	private Map<String, String> executions(Document pom, String what) throws XPathExpressionException {
		NodeList found = (NodeList) this.xpath.evaluate("/project/build/plugins/plugin/executions/execution/" + what,
				pom, XPathConstants.NODESET);
		String up = "../".repeat(what.split("/").length);
		Map<String, String> all = new TreeMap<>();
		for (int i = 0; i < found.getLength(); i++) {
			all.put(this.xpath.evaluate(up + "../../artifactId", found.item(i)) + " "
					+ this.xpath.evaluate(up + "id", found.item(i)), found.item(i).getTextContent());
		}
		return all;
	}

}
