package io.wxomedia.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.wxomedia.MediaApplication;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.ToolDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for /openapi.json of the demo: it is a valid document, it says something useful
 * of every endpoint, and its examples run as they stand.
 */
@SpringBootTest(classes = MediaApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "media.demo.first-job=false")
@ActiveProfiles("demo")
class ApiDocumentTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Pattern ENDPOINT = Pattern.compile("`((?:GET|POST|PUT|PATCH|DELETE) /[^`? ]*)");

	/** Served by libraries, or only through links. */
	private static final Set<String> ELSEWHERE = Set.of("/error", "/docs", "/openapi.json", "/openapi.json.yaml",
			"/openapi.json/swagger-config", "/demo/objects/**", "/demo/troubles", "/", "/console/{version}/**",
			"/console/host", "/qr.svg");

	@LocalServerPort
	private int port;

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private List<RequestMappingInfoHandlerMapping> mappings;

	private ServiceClient service = new ServiceClient(0);

	private JsonNode document = JSON.missingNode();

	@DynamicPropertySource
	static void dataDirectory(DynamicPropertyRegistry properties) {
		RunningService.dataDirectory(properties);
	}

	@BeforeEach
	void read() {
		this.service = new ServiceClient(this.port);
		this.document = this.service.get("/openapi.json").json();
	}

	@Test
	void documentIsValid() throws IOException {
		try (InputStream schema = Objects.requireNonNull(getClass().getResourceAsStream("openapi-3.1-schema.json"))) {
			SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft202012());
			assertThat(registry.getSchema(JSON.readTree(schema)).validate(this.document)).isEmpty();
		}
		ToolDocument references = new ToolDocument(this.document, List.of());
		assertThat(references.resolve(this.document.path("paths")).isObject()).isTrue();
	}

	@Test
	void documentHasEveryEndpoint() {
		Set<String> served = new TreeSet<>();
		for (RequestMappingInfoHandlerMapping mapping : this.mappings) {
			mapping.getHandlerMethods().keySet().forEach((info) -> served.addAll(names(info)));
		}
		Set<String> documented = new TreeSet<>();
		operations().forEach((operation) -> documented.add(operation.method() + " " + operation.path()));
		assertThat(documented).hasSizeGreaterThan(15).isEqualTo(served);
	}

	private static List<String> names(RequestMappingInfo info) {
		return info.getMethodsCondition()
			.getMethods()
			.stream()
			.flatMap((method) -> info.getPatternValues()
				.stream()
				.filter((path) -> !ELSEWHERE.contains(path) && !path.startsWith("/actuator"))
				.map((path) -> method.name() + " " + path))
			.toList();
	}

	@Test
	void documentSaysWhatTheServiceIsAndWhoIsLetIn() {
		JsonNode info = this.document.path("info");
		assertThat(info.path("title").asString()).isEqualTo("wxo-media-service");
		assertThat(info.path("version").asString()).isNotBlank();
		assertThat(info.path("description").asString()).contains("callbackUrl", "Try it out");
		JsonNode schemes = this.document.path("components").path("securitySchemes");
		assertThat(schemes.findValuesAsString("name")).containsExactlyInAnyOrder("x-workshop-token", "x-api-key");
		assertThat(schemes.path("bearer").path("scheme").asString()).isEqualTo("bearer");
		assertThat(this.document.path("security").size()).isEqualTo(schemes.size());
		assertThat(this.document.path("paths").path("/health").path("get").path("security").isEmpty()).isTrue();
		assertThat(this.document.path("tags").valueStream())
			.allSatisfy((tag) -> assertThat(tag.path("description").asString()).isNotBlank());
	}

	@Test
	void everyOperationSaysWhatItDoesAndHowItRefuses() throws IOException {
		String codes = Files.readString(Path.of("API.md"));
		List<String> tags = this.document.path("tags").findValuesAsString("name");
		Set<String> ids = new TreeSet<>();
		assertThat(operations()).allSatisfy((operation) -> {
			JsonNode node = operation.node();
			assertThat(ids.add(node.path("operationId").asString())).as("operationId is unique").isTrue();
			assertThat(node.path("summary").asString()).isNotBlank();
			assertThat(node.path("tags").valueStream().map(JsonNode::asString)).hasSize(1).isSubsetOf(tags);
			List<JsonNode> problems = node.path("responses")
				.properties()
				.stream()
				.filter((response) -> response.getKey().matches("[45].."))
				.filter((response) -> !isOfItsOwnShape(operation, response.getValue()))
				.map((response) -> response.getValue().path("content").path("application/problem+json"))
				.toList();
			assertThat(problems).isNotEmpty().allSatisfy((problem) -> {
				assertThat(problem.path("schema").path("$ref").asString()).endsWith("/Problem");
				assertThat(problem.path("examples").propertyNames()).isNotEmpty()
					.allSatisfy((code) -> assertThat(codes).contains("`" + code + "`"));
			});
			assertThat(node.path("responses").propertyNames()).anyMatch((status) -> status.matches("[23].."));
		});
	}

	/**
	 * The APIs of videos are older than the problems of the others.
	 */
	private static boolean isOfItsOwnShape(Operation operation, JsonNode response) {
		JsonNode schema = response.path("content").path("application/json").path("schema");
		return operation.path().startsWith("/api/") && schema.path("$ref").asString("").contains("Error");
	}

	@Test
	void whatHasToBeSentHasAnExample() {
		assertThat(operations()).allSatisfy((operation) -> {
			assertThat(operation.node().path("parameters").valueStream())
				.filteredOn((parameter) -> parameter.path("required").asBoolean()
						|| parameter.path("name").asString().equals("callbackUrl"))
				.allSatisfy((parameter) -> assertThat(parameter.has("example")).as(parameter.toString()).isTrue());
			if (operation.node().has("requestBody")) {
				assertThat(example(operation.node()).isEmpty()).isFalse();
			}
		});
	}

	@Test
	void everyAnswerHasAnExampleOfItsKind() {
		SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft202012());
		ToolDocument references = new ToolDocument(this.document, List.of());
		assertThat(operations()).allSatisfy((operation) -> assertThat(answers(operation)).allSatisfy((answer) -> {
			JsonNode example = answer.has("example") ? answer.path("example")
					: answer.path("examples").valueStream().findFirst().orElseThrow().path("value");
			assertThat(example.isEmpty()).as(operation.path()).isFalse();
			assertThat(registry.getSchema(references.resolve(answer.path("schema"))).validate(example)).isEmpty();
		}));
	}

	private static List<JsonNode> answers(Operation operation) {
		return operation.node()
			.path("responses")
			.properties()
			.stream()
			.filter((response) -> response.getKey().startsWith("2"))
			.map((response) -> response.getValue().path("content").path("application/json"))
			.filter((answer) -> answer.has("schema"))
			.toList();
	}

	/**
	 * API.md and the document tell of the same endpoints; the names of what stands in
	 * braces are free.
	 */
	@Test
	void endpointsAreThoseOfApiMd() throws IOException {
		String text = unnamed(Files.readString(Path.of("API.md")));
		Set<String> documented = new TreeSet<>();
		operations().forEach((operation) -> documented.add(operation.method() + " " + unnamed(operation.path())));
		assertThat(documented)
			.allSatisfy((endpoint) -> assertThat(text).containsPattern(Pattern.quote(endpoint) + "(?![\\w/{-])"));
		Set<String> told = new TreeSet<>();
		ENDPOINT.matcher(text).results().map((match) -> match.group(1)).forEach(told::add);
		told.removeIf((endpoint) -> endpoint.matches("GET /(docs|actuator/.*|v1/.*)"));
		assertThat(told).hasSizeGreaterThan(20).isSubsetOf(documented);
	}

	private static String unnamed(String text) {
		return text.replaceAll("\\{\\w+\\}", "{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { ServiceClient.SINGLE_B64, ServiceClient.SINGLE_COS, ServiceClient.BATCH })
	void exampleRunsAsItStandsAndTheCallbackIsAsDeclared(String path) {
		JsonNode operation = this.document.path("paths").path(path).path("post");
		String callbackUrl = operation.path("parameters")
			.valueStream()
			.filter((parameter) -> parameter.path("name").asString().equals("callbackUrl"))
			.findFirst()
			.orElseThrow()
			.path("example")
			.asString();
		Answer answer = this.service.post(path, example(operation).toString(), "callbackUrl", callbackUrl);
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		String id = answer.json().path("job_id").asString();
		String inbox = callbackUrl.substring(callbackUrl.indexOf("/inbox/"));
		Eventually.within(RunningService.PATIENCE, () -> assertThat(this.service.get(inbox).text()).contains(id));
		JsonNode body = this.service.get(inbox)
			.json()
			.path("callbacks")
			.valueStream()
			.map((callback) -> callback.path("body"))
			.filter((received) -> received.path("job_id").asString("").equals(id))
			.findFirst()
			.orElseThrow();
		assertThat(body.path("status").asString()).isEqualTo("completed");
		JsonNode declared = operation.path("callbacks")
			.valueStream()
			.findFirst()
			.orElseThrow()
			.path("{$request.header.callbackUrl}")
			.path("post")
			.path("requestBody")
			.path("content")
			.path("application/json")
			.path("schema");
		assertThat(declared.path("properties").propertyNames()).containsAll(body.propertyNames());
		assertThat(SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(declared).validate(body)).isEmpty();
	}

	private JsonNode example(JsonNode operation) {
		JsonNode schema = new ToolDocument(this.document, List.of())
			.resolve(operation.path("requestBody").path("content").path("application/json").path("schema"));
		if (schema.has("example")) {
			return schema.path("example").isString() ? JSON.readTree(schema.path("example").asString())
					: schema.path("example");
		}
		ObjectNode example = JSON.createObjectNode();
		schema.path("properties").properties().forEach((property) -> {
			if (property.getValue().has("example")) {
				example.set(property.getKey(), property.getValue().path("example"));
			}
		});
		return example;
	}

	private List<Operation> operations() {
		List<Operation> all = new ArrayList<>();
		this.document.path("paths")
			.properties()
			.forEach((path) -> path.getValue()
				.properties()
				.stream()
				.filter((method) -> Stream.of("get", "post", "put", "patch", "delete")
					.anyMatch(method.getKey()::equals))
				.forEach((method) -> all
					.add(new Operation(path.getKey(), method.getKey().toUpperCase(), method.getValue()))));
		return all;
	}

	/**
	 * An operation of the document.
	 */
	private record Operation(String path, String method, JsonNode node) {

	}

}
