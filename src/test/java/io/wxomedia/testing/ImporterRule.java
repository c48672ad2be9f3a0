package io.wxomedia.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;

/**
 * A rule that a tool file must keep to be imported by watsonx Orchestrate as it is meant.
 * Where the importer is silent and drops something, the rule is not.
 */
public enum ImporterRule {

	/**
	 * The importer reads OpenAPI 3.0.
	 */
	VERSION(ImporterRule::version),

	/**
	 * Title, version and a description on one line.
	 */
	INFO(ImporterRule::info),

	/**
	 * One server without parameters. Older importers take no other number.
	 */
	SERVER(ImporterRule::server),

	/**
	 * Every operation of a file becomes a tool, so a file has one.
	 */
	ONE_OPERATION(ImporterRule::oneOperation),

	/**
	 * Parameters of a path are ignored, so an operation has its own.
	 */
	NOTHING_BESIDE_THE_OPERATION(ImporterRule::nothingBesideTheOperation),

	/**
	 * Flows and agents know a tool by its operationId.
	 */
	OPERATION_ID(ImporterRule::operationId),

	/**
	 * Nodes of existing flows are known by the summary.
	 */
	SUMMARY(ImporterRule::summary),

	/**
	 * The importer fails without a description, and an agent chooses by it.
	 */
	DESCRIPTION(ImporterRule::description),

	/**
	 * The header is recognized by this spelling only; other headers would be shown to the
	 * language model.
	 */
	PARAMETERS(ImporterRule::parameters),

	/**
	 * A body of another type gives a tool without a body.
	 */
	REQUEST_BODY(ImporterRule::requestBody),

	/**
	 * An unquoted 202 gives an empty schema.
	 */
	QUOTED_KEYS((tool, report) -> {
		if (!tool.unquotedKeys().isEmpty()) {
			report.accept("Put these keys in quotes: " + tool.unquotedKeys());
		}
	}),

	/**
	 * Words such as 4XX stop the importer, and of several answers the first is taken.
	 */
	RESPONSES(ImporterRule::responses),

	/**
	 * The answer that accepts a job has two fields.
	 */
	ACKNOWLEDGEMENT(ImporterRule::acknowledgement),

	/**
	 * Only the first callback, its first address and that one's first key are read.
	 */
	CALLBACK(ImporterRule::callback),

	/**
	 * References are looked up in this document, and what stands beside one is dropped.
	 */
	REFERENCES(ImporterRule::references),

	/**
	 * What is passed through without being understood is not used.
	 */
	PLAIN_SCHEMAS(ImporterRule::plainSchemas),

	/**
	 * A field that is required is declared.
	 */
	REQUIRED_FIELDS(ImporterRule::requiredFields),

	/**
	 * A scheme that is asked for is declared, and is the only choice.
	 */
	SECURITY(ImporterRule::security),

	/**
	 * Without this action a tool is taken for one that only reads.
	 */
	ACTION(ImporterRule::action);

	private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch",
			"trace");

	private static final Set<String> TYPES = Set.of("object", "array", "string", "integer", "number", "boolean");

	private static final Set<String> NOT_UNDERSTOOD = Set.of("oneOf", "anyOf", "allOf", "not", "additionalProperties");

	private static final Map<String, Tool> TOOLS = Map.of("/process-image-async-b64",
			new Tool("processImageAsyncToBase64", "Process one image asynchronously (JSON + Base64)", true),
			"/process-image-async",
			new Tool("processImageAsyncToCos", "Process one image asynchronously (JSON + COS URL)", true),
			"/batch-process-images",
			new Tool("batchProcessImages",
					"Batch process all images from COS input bucket and store results in COS output bucket", true),
			"/api/workflow/start", new Tool("startWorkflow", "Make a picture and a video of it", true), "/jobs/{id}",
			new Tool("getImageJob", "Get the state of an image job", false));

	/**
	 * What accepts a job, and the types of its fields. The workflow answers as the system
	 * did that it takes the place of.
	 */
	private static final Map<String, String> ACCEPTED = Map.of("accepted", "boolean", "job_id", "string");

	private static final Map<String, String> STARTED = Map.of("success", "boolean", "workflowId", "string", "jobId",
			"string", "workflowIds", "array", "estimatedDuration", "integer", "streamUrl", "string");

	private static final String WORKFLOW = "/api/workflow/start";

	private final BiConsumer<ToolDocument, Consumer<String>> check;

	ImporterRule(BiConsumer<ToolDocument, Consumer<String>> check) {
		this.check = check;
	}

	/**
	 * Check a document against all rules.
	 * @param tool the document
	 * @return what is wrong, by the rule that says so; empty if nothing is
	 */
	public static Map<ImporterRule, List<String>> violations(ToolDocument tool) {
		Map<ImporterRule, List<String>> violations = new EnumMap<>(ImporterRule.class);
		for (ImporterRule rule : values()) {
			rule.check.accept(tool,
					(message) -> violations.computeIfAbsent(rule, (first) -> new ArrayList<>()).add(message));
		}
		return violations;
	}

	private static void version(ToolDocument tool, Consumer<String> report) {
		String version = tool.root().path("openapi").asString("");
		if (!version.matches("3\\.0\\.\\d+")) {
			report.accept("openapi must be 3.0.x, and is " + version);
		}
	}

	private static void info(ToolDocument tool, Consumer<String> report) {
		for (String field : List.of("title", "version", "description")) {
			JsonNode value = tool.root().path("info").path(field);
			if (!isText(value)) {
				report.accept("info." + field + " must be a text");
			}
			else if (value.asString().matches("(?s).*[\\t\\r\\n].*")) {
				report.accept("info." + field + " must be one line without tabs");
			}
		}
	}

	private static void server(ToolDocument tool, Consumer<String> report) {
		JsonNode servers = tool.root().path("servers");
		if (servers.size() != 1) {
			report.accept("There must be exactly one server, and there are " + servers.size());
			return;
		}
		String address = servers.path(0).path("url").asString("");
		if (!address.matches("https?://[^/{}]+(/[^{}]*[^/{}])?") || URI.create(address).getHost() == null) {
			report
				.accept("The server must be an absolute address without parameters or a slash at its end: " + address);
		}
	}

	private static void oneOperation(ToolDocument tool, Consumer<String> report) {
		JsonNode paths = tool.root().path("paths");
		if (paths.size() != 1) {
			report.accept("There must be exactly one path: " + paths.propertyNames());
			return;
		}
		if (!METHODS.contains(tool.method())) {
			report.accept("The path must begin with its method in lower case, not with " + tool.method());
		}
		if (!TOOLS.containsKey(tool.path())) {
			report.accept("No tool has the path " + tool.path());
		}
	}

	private static void nothingBesideTheOperation(ToolDocument tool, Consumer<String> report) {
		JsonNode item = tool.root().path("paths").path(tool.path());
		if (item.size() != 1) {
			report.accept("The path must hold one method and nothing else: " + item.propertyNames());
		}
	}

	private static void operationId(ToolDocument tool, Consumer<String> report) {
		String id = tool.operation().path("operationId").asString("");
		if (!id.matches("[A-Za-z][A-Za-z0-9_]*")) {
			report.accept("operationId must be a letter followed by letters, digits and _: " + id);
		}
		Tool known = TOOLS.get(tool.path());
		if (known != null && !known.operationId().equals(id)) {
			report.accept("operationId of " + tool.path() + " must be " + known.operationId() + ", and is " + id);
		}
	}

	private static void summary(ToolDocument tool, Consumer<String> report) {
		String summary = tool.operation().path("summary").asString("");
		Tool known = TOOLS.get(tool.path());
		if (summary.isBlank() || known != null && !known.summary().equals(summary)) {
			report.accept("summary of " + tool.path() + " must not change, and is \"" + summary + "\"");
		}
	}

	private static void description(ToolDocument tool, Consumer<String> report) {
		JsonNode operation = tool.operation();
		if (operation.path("description").asString("").strip().length() < 30) {
			report.accept("The operation needs a description of at least 30 characters");
		}
		for (Map.Entry<String, JsonNode> response : operation.path("responses").properties()) {
			if (!isText(response.getValue().path("description"))) {
				report.accept("The response " + response.getKey() + " needs a description");
			}
		}
		for (Map.Entry<String, JsonNode> response : tool.callback().path("responses").properties()) {
			if (!isText(response.getValue().path("description"))) {
				report.accept("The callback's response " + response.getKey() + " needs a description");
			}
		}
		tool.root()
			.path("components")
			.path("schemas")
			.properties()
			.forEach((schema) -> schema.getValue().path("properties").properties().forEach((field) -> {
				if (!isText(resolved(tool, field.getValue()).path("description"))) {
					report.accept(schema.getKey() + "." + field.getKey() + " needs a description");
				}
			}));
	}

	private static void parameters(ToolDocument tool, Consumer<String> report) {
		Set<String> expected = new TreeSet<>();
		if (isAsync(tool)) {
			expected.add("header callbackUrl");
		}
		for (String part : tool.path().split("/")) {
			if (part.startsWith("{")) {
				expected.add("path " + part.substring(1, part.length() - 1));
			}
		}
		Set<String> found = new TreeSet<>();
		for (JsonNode parameter : tool.operation().path("parameters")) {
			String name = parameter.path("in").asString("") + " " + parameter.path("name").asString("");
			found.add(name);
			if (!parameter.path("required").asBoolean(false)) {
				report.accept("The parameter " + name + " must be required");
			}
			if (!"string".equals(parameter.path("schema").path("type").asString(""))) {
				report.accept("The parameter " + name + " must have a schema of the type string");
			}
			if (!isText(parameter.path("description"))) {
				report.accept("The parameter " + name + " needs a description");
			}
		}
		if (!found.equals(expected) || tool.operation().path("parameters").size() != expected.size()) {
			report.accept("The parameters must be exactly " + expected + ", and are " + found);
		}
	}

	private static void requestBody(ToolDocument tool, Consumer<String> report) {
		JsonNode body = tool.operation().path("requestBody");
		if (!isAsync(tool)) {
			if (!body.isMissingNode()) {
				report.accept("A tool that reads has no request body");
			}
			return;
		}
		jsonObject("The request body", tool, body, report);
		if (!body.path("required").asBoolean(false)) {
			report.accept("The request body must be required");
		}
	}

	private static void responses(ToolDocument tool, Consumer<String> report) {
		List<String> statuses = List.copyOf(tool.operation().path("responses").propertyNames());
		String success = success(tool);
		if (statuses.isEmpty() || !statuses.get(0).equals(success)) {
			report.accept("The first response must be " + success + ": " + statuses);
		}
		if (!statuses.stream().allMatch((status) -> status.matches("[1-5]\\d\\d"))) {
			report.accept("Responses must be statuses of three digits: " + statuses);
		}
		if (statuses.stream().filter((status) -> status.startsWith("2")).count() != 1) {
			report.accept("There must be exactly one response of success: " + statuses);
		}
		jsonObject("The response " + success, tool, tool.operation().path("responses").path(success), report);
	}

	private static void acknowledgement(ToolDocument tool, Consumer<String> report) {
		if (!isAsync(tool)) {
			return;
		}
		String success = success(tool);
		JsonNode schema = resolved(tool, tool.responseSchema(success));
		JsonNode fields = schema.path("properties");
		Map<String, String> expected = WORKFLOW.equals(tool.path()) ? STARTED : ACCEPTED;
		Map<String, String> found = new LinkedHashMap<>();
		fields.properties().forEach((field) -> found.put(field.getKey(), field.getValue().path("type").asString("")));
		if (!found.equals(expected)) {
			report.accept("The response " + success + " must be " + expected + ": " + fields);
		}
		// Several runs are the exception, whose list is left out otherwise.
		long always = expected.keySet().stream().filter((field) -> !field.equals("workflowIds")).count();
		if (schema.path("required").size() != always) {
			report.accept("Every field of the response " + success + " that is always there is required");
		}
	}

	/**
	 * The importer takes the first response of success for the one that accepts.
	 */
	private static String success(ToolDocument tool) {
		return (isAsync(tool) && !WORKFLOW.equals(tool.path())) ? "202" : "200";
	}

	private static void callback(ToolDocument tool, Consumer<String> report) {
		JsonNode callbacks = tool.operation().path("callbacks");
		if (!isAsync(tool)) {
			if (!callbacks.isMissingNode()) {
				report.accept("A tool that reads has no callback");
			}
			return;
		}
		if (callbacks.size() != 1) {
			report.accept("There must be exactly one callback: " + callbacks.propertyNames());
			return;
		}
		JsonNode addresses = callbacks.values().iterator().next();
		if (!addresses.propertyNames().equals(Set.of("{$request.header.callbackUrl}"))) {
			report.accept(
					"The callback's only address must be {$request.header.callbackUrl}: " + addresses.propertyNames());
			return;
		}
		JsonNode item = addresses.values().iterator().next();
		if (!item.propertyNames().equals(Set.of("post"))) {
			report.accept("The callback's address must hold post and nothing else: " + item.propertyNames());
			return;
		}
		jsonObject("The callback's body", tool, tool.callback().path("requestBody"), report);
		if (!tool.callback().path("requestBody").path("required").asBoolean(false)) {
			report.accept("The callback's body must be required");
		}
		if (!tool.callback().path("responses").has("200")) {
			report.accept("The callback must be answered with 200");
		}
	}

	private static void jsonObject(String what, ToolDocument tool, JsonNode holder, Consumer<String> report) {
		JsonNode content = holder.path("content");
		if (!content.propertyNames().equals(Set.of("application/json"))) {
			report.accept(what + " must be application/json and nothing else: " + content.propertyNames());
			return;
		}
		JsonNode schema = resolved(tool, content.path("application/json").path("schema"));
		if (!"object".equals(schema.path("type").asString("")) || schema.path("properties").isEmpty()) {
			report.accept(what + " must be an object with fields");
		}
	}

	private static void references(ToolDocument tool, Consumer<String> report) {
		walk(tool.root(), "", (path, node) -> {
			if (node.has("$ref")) {
				if (node.size() > 1) {
					report.accept("What stands beside $ref is dropped: " + path + " " + node.propertyNames());
				}
				try {
					tool.resolve(node);
				}
				catch (IllegalArgumentException ex) {
					report.accept(String.valueOf(ex.getMessage()));
				}
			}
		});
	}

	private static void plainSchemas(ToolDocument tool, Consumer<String> report) {
		schemas(tool).forEach((path, schema) -> {
			JsonNode type = schema.path("type");
			if (!type.isString() || !TYPES.contains(type.asString())) {
				report.accept("The type of " + path + " must be one of " + TYPES + ", and is " + type);
			}
			for (String word : NOT_UNDERSTOOD) {
				if (schema.has(word)) {
					report.accept(path + " must not use " + word);
				}
			}
			if (schema.has("enum") && !"string".equals(type.asString(""))) {
				report.accept("Only a text may have an enum, " + path + " has one");
			}
			if (schema.has("enum") && schema.path("nullable").asBoolean(false)) {
				report.accept("An enum does not hold null, so " + path + " must not be nullable");
			}
		});
	}

	private static void requiredFields(ToolDocument tool, Consumer<String> report) {
		schemas(tool).forEach((path, schema) -> schema.path("required").forEach((field) -> {
			if (!schema.path("properties").has(field.asString())) {
				report.accept(path + " requires " + field.asString() + ", which it does not declare");
			}
		}));
	}

	private static void security(ToolDocument tool, Consumer<String> report) {
		JsonNode schemes = tool.root().path("components").path("securitySchemes");
		if (tool.root().has("security")) {
			report.accept("Security belongs to the operation");
		}
		JsonNode wanted = tool.operation().path("security");
		if (wanted.isMissingNode() && schemes.isMissingNode()) {
			return;
		}
		if (wanted.size() != 1 || wanted.path(0).size() != 1) {
			report.accept("The operation must ask for one scheme and leave no choice: " + wanted);
		}
		wanted.forEach((choice) -> choice.propertyNames().forEach((name) -> {
			if (!schemes.has(name)) {
				report.accept("The security scheme " + name + " is not declared");
			}
		}));
		schemes.properties().forEach((scheme) -> {
			JsonNode declared = scheme.getValue();
			if (!"apiKey".equals(declared.path("type").asString("")) || !isText(declared.path("name"))
					|| !"header".equals(declared.path("in").asString(""))) {
				report.accept("The security scheme " + scheme.getKey() + " must be an apiKey in a header with a name");
			}
		});
	}

	private static void action(ToolDocument tool, Consumer<String> report) {
		String action = tool.operation().path("x-ibm-operation").path("action").asString("");
		if (!action.equals(isAsync(tool) ? "createJob" : "")) {
			report.accept("x-ibm-operation.action must be createJob where a job is made, and only there: " + action);
		}
	}

	/**
	 * Whether the tool calls back follows from its path, so that a file that lost its
	 * callback is noticed.
	 */
	private static boolean isAsync(ToolDocument tool) {
		Tool known = TOOLS.get(tool.path());
		return (known != null) ? known.async() : tool.operation().has("callbacks");
	}

	private static boolean isText(JsonNode node) {
		return node.isString() && !node.asString().isBlank();
	}

	/**
	 * Follow a reference, but not those inside of what it leads to: whether these lead
	 * anywhere is for REFERENCES to say.
	 */
	private static JsonNode resolved(ToolDocument tool, JsonNode schema) {
		String reference = schema.path("$ref").asString("");
		return reference.startsWith("#/") ? tool.root().at(reference.substring(1)) : schema;
	}

	/**
	 * All schemas that are not mere references, by where they stand.
	 */
	private static Map<String, JsonNode> schemas(ToolDocument tool) {
		Map<String, JsonNode> schemas = new LinkedHashMap<>();
		walk(tool.root(), "", (path, node) -> {
			boolean schema = path.endsWith("/schema") || path.matches("/components/schemas/[^/]+")
					|| path.matches(".*/properties/[^/]+") || path.matches(".*(?<!/properties)/items");
			if (schema && !node.has("$ref")) {
				schemas.put(path, node);
			}
		});
		return schemas;
	}

	private static void walk(JsonNode node, String path, BiConsumer<String, JsonNode> visit) {
		if (node.isObject()) {
			visit.accept(path, node);
			node.properties().forEach((entry) -> walk(entry.getValue(), path + "/" + entry.getKey(), visit));
		}
		int index = 0;
		if (node.isArray()) {
			for (JsonNode element : node) {
				walk(element, path + "/" + index++, visit);
			}
		}
	}

	/**
	 * What flows, agents and guides know of a tool.
	 *
	 * @param operationId its name
	 * @param summary the name that is shown
	 * @param async whether it calls back
	 */
	private record Tool(String operationId, String summary, boolean async) {

	}

}
