package io.wxomedia.wxo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.wxomedia.testing.ImporterRule;
import io.wxomedia.testing.ToolDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the tool files, and for {@link ToolFile} and {@link ToolFiles}.
 */
class ToolFileTests {

	private static final List<String> NAMES = ToolDocument.NAMES;

	@ParameterizedTest
	@MethodSource("files")
	void fileKeepsTheImportersRules(Path file) {
		assertThat(ImporterRule.violations(ToolDocument.of(ToolDocument.text(file)))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("files")
	void fileNamesAPublicServerOnALineOfItsOwn(Path file) {
		assertThat(ToolDocument.text(file)).containsOnlyOnce("- url:")
			.containsPattern("(?m)^servers:\\R  - url: https://[a-z0-9.-]+\\.appdomain\\.cloud$")
			.doesNotContain("\t");
	}

	static Stream<Path> files() {
		return ToolDocument.files().stream();
	}

	@Test
	void eachToolHasAFileWithAndOneWithoutSecurity() {
		assertThat(ToolDocument.files()).containsExactlyInAnyOrderElementsOf(
				NAMES.stream().flatMap((name) -> Stream.of(secured(name), open(name))).toList());
		assertThat(ToolFiles.secured().all()).extracting(ToolFile::name).containsExactlyElementsOf(NAMES);
		assertThat(ToolFiles.open().all()).extracting(ToolFile::name).containsExactlyElementsOf(NAMES);
	}

	@ParameterizedTest
	@FieldSource("NAMES")
	void openFileIsTheOtherWithoutItsSecurity(String name) {
		JsonNode secured = ToolDocument.file(name).root();
		ToolDocument open = ToolDocument.of(ToolDocument.text(open(name)));
		assertThat(secured.toString()).isNotEqualTo(open.root().toString());
		ToolDocument stripped = new ToolDocument(secured.deepCopy(), List.of());
		JsonNode security = ((ObjectNode) stripped.operation()).remove("security");
		JsonNode schemes = ((ObjectNode) stripped.root().path("components")).remove("securitySchemes");
		assertThat(security).hasToString("[{\"workshopToken\":[]}]");
		assertThat(schemes)
			.hasToString("{\"workshopToken\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"x-api-key\"}}");
		// As text: the order of everything is the same, too.
		assertThat(open.root().toString()).isEqualTo(stripped.root().toString());
	}

	@ParameterizedTest
	@FieldSource("NAMES")
	void packagedFilesAreTheOnesOfTheRepository(String name) {
		ToolFile secured = ToolFiles.secured().find(name);
		ToolFile open = ToolFiles.open().find(name);
		assertThat(secured).isNotNull();
		assertThat(open).isNotNull();
		assertThat(secured.text()).isEqualTo(ToolDocument.text(secured(name)));
		assertThat(open.text()).isEqualTo(ToolDocument.text(open(name)));
		assertThat(secured.operationId()).isEqualTo(ToolDocument.file(name).operation().path("operationId").asString());
	}

	@Test
	void serverIsReplacedAndNothingElse() {
		String text = """
				openapi: 3.0.3
				servers:
				  - url: https://example.com
				paths:
				  /x:
				    post:
				      operationId: doX
				      description: Not this url: https://example.com
				""";
		ToolFile file = ToolFile.of("x", text);
		assertThat(file.operationId()).isEqualTo("doX");
		assertThat(file.at(URI.create("http://[::1]:8000/$1/a")))
			.isEqualTo(text.replace("  - url: https://example.com", "  - url: http://[::1]:8000/$1/a"));
		assertThat(ToolFile.of("x", text.replace("\n", "\r\n")).at(URI.create("http://a")))
			.contains("servers:\r\n  - url: http://a\r\n");
	}

	@Test
	void fileWithoutServerOrOperationIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ToolFile.of("x", "    operationId: a\n"))
			.withMessageContaining("x");
		assertThatIllegalArgumentException().isThrownBy(() -> ToolFile.of("x", "servers:\n  - url: http://a\n"))
			.withMessageContaining("x");
	}

	@ParameterizedTest
	@MethodSource("io.wxomedia.wxo.BrokenToolFile#all")
	void brokenFileIsNoticedByTheRuleForIt(BrokenToolFile broken) {
		assertThat(ImporterRule.violations(broken.document())).containsOnlyKeys(broken.rule());
	}

	@Test
	void everyRuleHasABrokenFile() {
		assertThat(BrokenToolFile.all().map(BrokenToolFile::rule)).contains(ImporterRule.values());
	}

	private static Path secured(String name) {
		return ToolDocument.FOLDER.resolve(name + ".yaml");
	}

	private static Path open(String name) {
		Path file = ToolDocument.FOLDER.resolve("open").resolve(name + ".yaml");
		assertThat(Files.isRegularFile(file)).as(file.toString()).isTrue();
		return file;
	}

}
