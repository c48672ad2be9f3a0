package io.wxomedia.orchestrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the agent and of the connection that are imported into watsonx Orchestrate.
 */
class AgentFileTests {

	private static final Path FOLDER = Path.of("orchestrate-tools");

	private static final String FLOW_STATUS = "i__get_flow_status_intrinsic_tool__";

	/** The fields that the importer knows in a native agent, as far as ours has them. */
	private static final Set<String> AGENT_FIELDS = Set.of("spec_version", "kind", "name", "display_name", "llm",
			"style", "description", "instructions", "tools", "welcome_content", "starter_prompts");

	@Test
	void agentHasTheFieldsOfTheImporter() throws Exception {
		Map<String, Object> agent = read("agents/image_studio_agent.yaml");
		assertThat(agent).containsOnlyKeys(AGENT_FIELDS)
			.containsEntry("spec_version", "v1")
			.containsEntry("kind", "native")
			.containsEntry("name", "image_studio_agent")
			.containsEntry("style", "default");
		assertThat((String) agent.get("description")).isNotBlank();
	}

	@Test
	void agentRunsOurFlowsAndReadsJobsOnly() throws Exception {
		Map<String, Object> agent = read("agents/image_studio_agent.yaml");
		List<String> tools = strings(agent.get("tools"));
		List<String> allowed = Stream.concat(flowNames().stream(), Stream.of("getImageJob", FLOW_STATUS)).toList();
		assertThat(tools).containsExactlyInAnyOrderElementsOf(allowed);
	}

	@Test
	void instructionsSpeakOfEveryToolAndOfNoOther() throws Exception {
		Map<String, Object> agent = read("agents/image_studio_agent.yaml");
		String instructions = (String) agent.get("instructions");
		assertThat(instructions).contains(strings(agent.get("tools")));
		assertThat(instructions).doesNotContain("processImageAsync", "batchProcessImages", "image_to_base64",
				"base64_to_image");
		assertThat(instructions).contains("demo fallback", "costs money", "time zone");
	}

	@Test
	void agentGreetsAndSuggests() throws Exception {
		Map<String, Object> agent = read("agents/image_studio_agent.yaml");
		assertThat(map(agent.get("welcome_content"))).containsOnlyKeys("welcome_message", "description",
				"is_default_message");
		List<Object> prompts = objects(map(agent.get("starter_prompts")).get("prompts"));
		assertThat(prompts).hasSize(flowNames().size())
			.allSatisfy(
					(prompt) -> assertThat(map(prompt)).containsOnlyKeys("id", "title", "subtitle", "prompt", "state"));
	}

	@Test
	void connectionSendsAnApiKeyInBothEnvironments() throws Exception {
		Map<String, Object> connection = read("connection.yaml");
		assertThat(connection).containsOnlyKeys("spec_version", "kind", "app_id", "environments")
			.containsEntry("spec_version", "v1")
			.containsEntry("kind", "connection")
			.containsEntry("app_id", "wxo_media_service");
		Map<String, Object> environments = map(connection.get("environments"));
		assertThat(environments).containsOnlyKeys("draft", "live");
		assertThat(environments.values()).allSatisfy((environment) -> {
			assertThat(map(environment)).containsOnlyKeys("kind", "type", "server_url")
				.containsEntry("kind", "api_key")
				.containsEntry("type", "team");
			assertThat((String) map(environment).get("server_url")).startsWith("https://").contains(".example.");
		});
	}

	private static List<String> flowNames() throws IOException {
		Pattern name = Pattern.compile("@flow\\(\\s+name=\"([a-z_]+)\"");
		try (Stream<Path> files = Files.list(FOLDER.resolve("flows"))) {
			return files.filter((file) -> file.toString().endsWith(".py"))
				.flatMap((file) -> name.matcher(text(file)).results().map((match) -> match.group(1)))
				.sorted()
				.toList();
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new AssertionError("%s cannot be read".formatted(file), ex);
		}
	}

	private static Map<String, Object> read(String file) throws IOException {
		return new Yaml().load(Files.readString(FOLDER.resolve(file)));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(@Nullable Object value) {
		return (Map<String, Object>) Objects.requireNonNull(value);
	}

	@SuppressWarnings("unchecked")
	private static List<Object> objects(@Nullable Object value) {
		return (List<Object>) Objects.requireNonNull(value);
	}

	private static List<String> strings(@Nullable Object value) {
		return objects(value).stream().map(String.class::cast).toList();
	}

}
