package io.wxomedia.processing;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.wxomedia.testing.ImporterRule;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.ToolDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the tool files as the running service hands them out.
 */
class ServedToolFileTests extends UsualSettings {

	private static final List<String> NAMES = ToolDocument.NAMES;

	@ParameterizedTest
	@FieldSource("NAMES")
	void fileIsTheOneOfTheRepositoryWithThisServiceAsItsServer(String name) {
		for (String file : List.of(name + ".yaml", "open/" + name + ".yaml")) {
			Answer answer = this.service.get("/wxo/" + file);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("application/yaml;charset=UTF-8");
			assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
			assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
			assertThat(answer.text()).isEqualTo(ToolDocument.text(ToolDocument.FOLDER.resolve(file))
				.replaceFirst("- url: .*", "- url: http://127.0.0.1:" + this.port));
			assertThat(ImporterRule.violations(ToolDocument.of(answer.text()))).isEmpty();
		}
	}

	@Test
	void serverIsTheAddressThatTheCallerKnows() {
		Answer answer = this.service.get("/wxo/get-job.yaml", "X-Forwarded-Proto", "https", "X-Forwarded-Host",
				"media.example.com", "Accept", "*/*");
		assertThat(server(answer)).isEqualTo("https://media.example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/html", "application/yaml", "text/yaml, */*;q=0.1" })
	void fileIsYamlWhateverIsAskedFor(String accept) {
		Answer answer = this.service.get("/wxo/get-job.yaml", "Accept", accept);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith("application/yaml");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/wxo/nothing.yaml", "/wxo/open/nothing.yaml", "/wxo/GET-JOB.yaml", "/wxo/.yaml",
			"/wxo/%2e%2e%2fapplication.yaml", "/wxo/open/..%2fget-job.yaml", "/wxo/get-job", "/wxo/get-job.json",
			"/wxo/open", "/wxo/other/get-job.yaml" })
	void unknownFileIsAProblem(String path) {
		Answer answer = this.service.get(path);
		assertThat(answer.status()).as(answer.text()).isIn(400, 404);
		assertThat(answer.text()).doesNotContain("operationId", "media:");
	}

	@Test
	void unknownFileIsAnsweredWithTheNamesThereAre() {
		Answer answer = this.service.get("/wxo/nothing.yaml");
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(answer.code()).isEqualTo("not_found");
		assertThat(answer.detail()).contains(NAMES);
	}

	@Test
	void listNamesEveryToolAndWhereItIs() {
		JsonNode tools = this.service.get("/wxo").json().path("tools");
		assertThat(tools.valueStream().map((tool) -> text(tool, "name"))).containsExactlyElementsOf(NAMES);
		String here = "http://127.0.0.1:" + this.port;
		for (JsonNode tool : tools) {
			assertThat(tool.propertyNames()).containsExactly("name", "operation_id", "url", "open_url");
			for (String field : List.of("url", "open_url")) {
				assertThat(text(tool, field)).startsWith(here + "/wxo/");
				ToolDocument document = ToolDocument
					.of(this.service.get(text(tool, field).substring(here.length())).text());
				assertThat(text(document.operation(), "operationId")).isEqualTo(text(tool, "operation_id"));
				assertThat(document.operation().has("security")).isEqualTo(field.equals("url"));
			}
		}
	}

	/**
	 * What the controllers are, springdoc reads from them.
	 */
	@ParameterizedTest
	@FieldSource("NAMES")
	void fileSaysWhatTheControllersSay(String name) {
		ToolDocument file = ToolDocument.of(this.service.get("/wxo/" + name + ".yaml").text());
		ToolDocument running = new ToolDocument(this.service.get("/openapi.json").json(), List.of());
		JsonNode operation = running.root().path("paths").path(file.path()).path(file.method());
		assertThat(text(operation, "operationId")).isEqualTo(text(file.operation(), "operationId"));
		assertThat(text(operation, "summary")).isEqualTo(text(file.operation(), "summary"));
		assertThat(parameters(operation)).containsAll(parameters(file.operation()))
			.allMatch((parameter) -> parameters(file.operation()).contains(parameter)
					|| Set.of("header Idempotency-Key", "header Prefer").contains(parameter));
		// What the service takes besides is optional, and no business of an agent.
		assertThat(fields(running, operation.path("requestBody")))
			.containsAllEntriesOf(fields(file, file.operation().path("requestBody")));
		assertThat(required(running, operation.path("requestBody")))
			.isEqualTo(required(file, file.operation().path("requestBody")));
		String success = Set.of("get-job", "start-workflow").contains(name) ? "200" : "202";
		assertThat(fields(running, operation.path("responses").path(success))).isNotEmpty()
			.isEqualTo(fields(file, file.operation().path("responses").path(success)));
	}

	private static Set<String> parameters(JsonNode operation) {
		return operation.path("parameters")
			.valueStream()
			.map((parameter) -> text(parameter, "in") + " " + text(parameter, "name"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Return the fields of a body at every depth, each with its type.
	 */
	private static TreeMap<String, String> fields(ToolDocument document, JsonNode holder) {
		TreeMap<String, String> fields = new TreeMap<>();
		JsonNode schema = holder.path("content").path("application/json").path("schema");
		collect("", document.resolve(schema), fields);
		return fields;
	}

	private static Set<String> required(ToolDocument document, JsonNode holder) {
		JsonNode schema = document.resolve(holder.path("content").path("application/json").path("schema"));
		return schema.path("required")
			.valueStream()
			.map(JsonNode::asString)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static void collect(String path, JsonNode schema, TreeMap<String, String> fields) {
		schema.path("properties").properties().forEach((field) -> {
			fields.put(path + field.getKey(), type(field.getValue()));
			collect(path + field.getKey() + ".", field.getValue(), fields);
		});
		if (schema.has("items")) {
			collect(path + "[].", schema.path("items"), fields);
		}
	}

	/**
	 * Version 3.1, which the running document may have, writes a type that may be null as
	 * two.
	 */
	private static String type(JsonNode schema) {
		JsonNode type = schema.path("type");
		return type.isArray() ? type.valueStream()
			.map(JsonNode::asString)
			.filter((word) -> !word.equals("null"))
			.findFirst()
			.orElse("") : type.asString("");
	}

	private static String server(Answer answer) {
		return text(ToolDocument.of(answer.text()).root().path("servers").path(0), "url");
	}

}
