package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAPI document of one tool, read as the importer of watsonx Orchestrate reads it.
 *
 * @param root the document
 * @param unquotedKeys keys that YAML does not read as text, such as {@code 202}
 */
public record ToolDocument(JsonNode root, List<Object> unquotedKeys) {

	/**
	 * Where the files are, seen from the directory of the build.
	 */
	public static final Path FOLDER = Path.of("orchestrate-tools", "openapi");

	/**
	 * Names of the files, without their ending.
	 */
	public static final List<String> NAMES = List.of("batch-process-images", "get-job", "process-image-async",
			"process-image-async-b64", "start-workflow");

	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * Read a document.
	 * @param yaml the text
	 * @return the document
	 */
	public static ToolDocument of(String yaml) {
		LoaderOptions strict = new LoaderOptions();
		strict.setAllowDuplicateKeys(false);
		Object document = new Yaml(new SafeConstructor(strict)).load(yaml);
		List<Object> unquoted = new ArrayList<>();
		collectUnquotedKeys(document, unquoted);
		return new ToolDocument(JSON.valueToTree(document), unquoted);
	}

	/**
	 * Read a file with a security scheme.
	 * @param name its name without its ending
	 * @return the document
	 */
	public static ToolDocument file(String name) {
		return of(text(FOLDER.resolve(name + ".yaml")));
	}

	/**
	 * Read a file as it is.
	 * @param file the file
	 * @return its text
	 */
	public static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return all files, with and without a security scheme.
	 * @return the files
	 */
	public static List<Path> files() {
		try (Stream<Path> files = Files.walk(FOLDER)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void collectUnquotedKeys(Object value, List<Object> unquoted) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, child) -> {
				if (!(key instanceof String)) {
					unquoted.add(key);
				}
				collectUnquotedKeys(child, unquoted);
			});
		}
		if (value instanceof List<?> list) {
			list.forEach((child) -> collectUnquotedKeys(child, unquoted));
		}
	}

	/**
	 * Return the path that the tool calls.
	 * @return the first path
	 */
	public String path() {
		return this.root.path("paths").propertyNames().stream().findFirst().orElse("");
	}

	/**
	 * Return the method that the tool calls with.
	 * @return the first key below the path
	 */
	public String method() {
		return this.root.path("paths").path(path()).propertyNames().stream().findFirst().orElse("");
	}

	/**
	 * Return the operation.
	 * @return what stands below path and method
	 */
	public JsonNode operation() {
		return this.root.path("paths").path(path()).path(method());
	}

	/**
	 * Return the schema of the request's body.
	 * @return the schema, not resolved
	 */
	public JsonNode requestSchema() {
		return jsonSchema(operation().path("requestBody"));
	}

	/**
	 * Return the schema of an answer.
	 * @param status the status
	 * @return the schema, not resolved
	 */
	public JsonNode responseSchema(String status) {
		return jsonSchema(operation().path("responses").path(status));
	}

	/**
	 * Return what the service calls back with.
	 * @return the operation below the first callback's first address
	 */
	public JsonNode callback() {
		JsonNode callbacks = operation().path("callbacks");
		JsonNode addresses = callbacks.path(firstName(callbacks));
		return addresses.path(firstName(addresses)).path("post");
	}

	/**
	 * Return the schema of the callback's body.
	 * @return the schema, not resolved
	 */
	public JsonNode callbackSchema() {
		return jsonSchema(callback().path("requestBody"));
	}

	private static JsonNode jsonSchema(JsonNode holder) {
		return holder.path("content").path("application/json").path("schema");
	}

	private static String firstName(JsonNode node) {
		return node.propertyNames().stream().findFirst().orElse("");
	}

	/**
	 * Return a schema with every reference replaced by what it means.
	 * @param schema the schema
	 * @return a copy without references
	 * @throws IllegalArgumentException if a reference is remote, circular or leads
	 * nowhere
	 */
	public JsonNode resolve(JsonNode schema) {
		return resolve(schema, new HashSet<>());
	}

	private JsonNode resolve(JsonNode node, Set<String> within) {
		if (node.path("$ref").isString()) {
			String reference = node.path("$ref").asString();
			JsonNode target = reference.startsWith("#/") ? this.root.at(reference.substring(1)) : JSON.missingNode();
			if (target.isMissingNode()) {
				throw new IllegalArgumentException("The reference " + reference + " leads nowhere in this document");
			}
			if (!within.add(reference)) {
				throw new IllegalArgumentException("The reference " + reference + " is circular");
			}
			JsonNode resolved = resolve(target, within);
			within.remove(reference);
			return resolved;
		}
		if (node.isObject()) {
			ObjectNode copy = JSON.createObjectNode();
			node.properties().forEach((entry) -> copy.set(entry.getKey(), resolve(entry.getValue(), within)));
			return copy;
		}
		if (node.isArray()) {
			ArrayNode copy = JSON.createArrayNode();
			node.forEach((element) -> copy.add(resolve(element, within)));
			return copy;
		}
		return node;
	}

}
