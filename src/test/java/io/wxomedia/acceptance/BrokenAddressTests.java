package io.wxomedia.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import io.wxomedia.testing.RawConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for requests that no client library would send, against every endpoint there is
 * and against the server below them: each is answered with a problem detail as the
 * caller's mistake.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokenAddressTests extends ProtectedService {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final List<String> BROKEN = List.of("%", "%f", "%zz", "%ff", "a%80", "%C3", "%C0%AF", "%c0%ae%c0%ae",
			"%E0%80%AF", "%ED%A0%80", "%F8%88%80%80%80", "%F5%80%80%80", "%E2%82", "ok%20%fe");

	private static final JsonMapper JSON = new JsonMapper();

	@Autowired
	@SuppressWarnings("NullAway.Init")
	private List<RequestMappingInfoHandlerMapping> mappings;

	@Test
	void everyPathVariableRefusesBrokenEncodings(CapturedOutput output) throws IOException {
		List<String> lines = new ArrayList<>();
		for (Endpoint endpoint : endpoints()) {
			for (String broken : BROKEN) {
				lines.addAll(endpoint.withBrokenPath(broken));
			}
		}
		assertThat(lines).hasSizeGreaterThan(100);
		assertRefused(lines, output);
	}

	@Test
	@Tag("slow")
	void everyParameterRefusesBrokenEncodings(CapturedOutput output) throws IOException {
		List<String> lines = new ArrayList<>();
		for (Endpoint endpoint : endpoints()) {
			for (String broken : BROKEN) {
				lines.addAll(endpoint.withBrokenQuery(broken));
			}
		}
		assertThat(lines).hasSizeGreaterThan(500);
		assertRefused(lines, output);
	}

	private void assertRefused(List<String> lines, CapturedOutput output) throws IOException {
		for (String line : lines) {
			String answer = answer(
					line + " HTTP/1.1\nHost: x\nx-api-key: " + ADMIN + "\nContent-Length: 0\nConnection: close\n\n");
			assertThat(answer).as(line).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
			assertProblem(answer, line);
		}
		assertNoTrace(output);
	}

	private static void assertNoTrace(CapturedOutput output) {
		assertThat(output.getAll()).doesNotContain("\tat ", "failed unexpectedly", "Servlet.service()");
	}

	private List<Endpoint> endpoints() {
		List<Endpoint> endpoints = new ArrayList<>();
		for (RequestMappingInfoHandlerMapping mapping : this.mappings) {
			mapping.getHandlerMethods().forEach((info, method) -> endpoints.addAll(Endpoint.of(info, method)));
		}
		assertThat(endpoints).extracting(Endpoint::pattern).contains("/jobs/{id}", "/dead-letters", "/preflight");
		return endpoints;
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /health?a=%ff", "GET /%ff", "GET /health/%C0%AF", "GET /docs?%", "POST /inbox/me?%ff",
			"GET /inbox/me/images/0?signature=%ff" })
	void openPathsRefuseThemWithoutACredential(String line, CapturedOutput output) throws IOException {
		String answer = answer(line + " HTTP/1.1\nHost: x\nContent-Length: 0\nConnection: close\n\n");
		assertThat(answer).matches("(?s)HTTP/1\\.1 40[01] .*");
		assertProblem(answer, line);
		assertNoTrace(output);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/jobs/../jobs", "/jobs/%2e%2e/jobs", "/jobs/./../a", "/docs/../x", "/webjars/../x",
			"/webjars/a:/../x", "/webjars/url:file:/x" })
	void pathsThatPointElsewhereFillNoLog(String path, CapturedOutput output) throws IOException {
		String answer = answer("GET " + path + " HTTP/1.1\nHost: x\nx-api-key: " + ADMIN + "\nConnection: close\n\n");
		assertThat(answer).startsWith("HTTP/1.1 404 ");
		assertThat(output.getAll()).doesNotContain("WARN", "ERROR");
	}

	@Test
	void whoHasNoCredentialHearsOfThatFirst() throws IOException {
		String answer = answer("GET /dead-letters?host=%ff HTTP/1.1\nHost: x\nConnection: close\n\n");
		assertThat(answer).startsWith("HTTP/1.1 401 ").contains("\"code\":\"unauthorized\"");
	}

	@Test
	void formsRefuseBrokenEncodings(CapturedOutput output) throws IOException {
		String form = "before=%ff&x=%";
		for (String line : List.of("DELETE /jobs", "PUT /jobs", "POST /dead-letters/redeliver", "POST /inbox/form")) {
			String answer = answer(line + " HTTP/1.1\nHost: x\nx-api-key: " + ADMIN
					+ "\nContent-Type: application/x-www-form-urlencoded\nContent-Length: " + form.length()
					+ "\nConnection: close\n\n" + form);
			assertThat(answer).as(line).matches("(?s)HTTP/1\\.1 (4|200).*");
		}
		assertNoTrace(output);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', nullValues = "-", value = { "GET /health HTTP/1.1 ~ 400 ~ invalid_host",
			"GET /health HTTP/1.1\\nHost: a\\nHost: b ~ 400 ~ invalid_host",
			"GET /health HTTP/1.1\\nHost: a b ~ 400 ~ invalid_host",
			"GET /health HTTP/1.1\\nHost: a/b ~ 400 ~ invalid_host",
			"GET /health HTTP/1.1\\nHost: a_b:x ~ 400 ~ invalid_host",
			"GET /health HTTP/1.1\\nHost: a_b? ~ 400 ~ invalid_host",
			"GET /he lth HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /he|lth HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /health?a=| HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /health?a={} HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"G@T /health HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /health XTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /%2e%2e/%2e%2e/health HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /a%2Fb HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET /a%5Cb HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET health HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET http://b/health HTTP/1.1\\nHost: a ~ 400 ~ invalid_request",
			"GET * HTTP/1.1\\nHost: a ~ 400 ~ invalid_request", "GET /% HTTP/1.1\\nHost: a ~ 400 ~ invalid_path",
			"GET /%zz HTTP/1.1\\nHost: a ~ 400 ~ invalid_path",
			"GET /health HTTP/1.1\\nHost: a\\nna me: x ~ 400 ~ invalid_request",
			"GET /health HTTP/1.1\\nHost: a\\nname ~ 400 ~ invalid_request",
			"POST /health HTTP/1.1\\nHost: a\\nContent-Length: x ~ 400 ~ invalid_content_length",
			"POST /health HTTP/1.1\\nHost: a\\nContent-Length: 1\\nContent-Length: 2 ~ 400 ~ invalid_content_length",
			"POST /health HTTP/1.1\\nHost: a\\nTransfer-Encoding: gzip ~ 501 ~ unsupported_transfer_encoding",
			"GET /health HTTP/1.1\\nHost: a\\nExpect: a-miracle ~ 417 ~ expectation_failed",
			"CONNECT a:80 HTTP/1.1\\nHost: a ~ 501 ~ not_implemented",
			"GET /health HTTP/2.0\\nHost: a ~ 505 ~ http_version_not_supported",
			"GET /error HTTP/1.1\\nHost: a\\nx-api-key: admin-kn0ws-this-only ~ 404 ~ not_found",
			"POST /error HTTP/1.1\\nHost: a\\nx-api-key: admin-kn0ws-this-only ~ 404 ~ not_found",
			"TRACE /health HTTP/1.1\\nHost: a ~ 405 ~ method_not_allowed" })
	void whatTheServerRefusesIsAProblem(String head, int status, String code, CapturedOutput output)
			throws IOException {
		String answer = answer(head.replace("\\n", "\n") + "\nConnection: close\n\n");
		assertThat(answer).as(head).startsWith("HTTP/1.1 " + status + " ");
		assertThat(assertProblem(answer, head).path("code").asString()).isEqualTo(code);
		assertNoTrace(output);
	}

	@Test
	void headersThatAreTooLongAreAProblem(CapturedOutput output) throws IOException {
		String answer = answer("GET /health HTTP/1.1\nHost: a\nx: " + "a".repeat(70_000) + "\n\n");
		assertThat(answer).startsWith("HTTP/1.1 400 ");
		assertThat(assertProblem(answer, "long").path("detail").asString()).contains("64 KB");
		assertNoTrace(output);
	}

	@ParameterizedTest
	@ValueSource(strings = { "wxo_media", "wxo_media:8000", "_a", "a_", "my_stack_web_1.default_net", "1_2:80", "A_B" })
	void hostsWithUnderscoresAreServed(String host) throws IOException {
		for (String path : List.of("/health", "/actuator/health", "/openapi.json", "/wxo")) {
			String answer = answer(
					"GET " + path + " HTTP/1.1\nHost: " + host + "\nx-api-key: " + ADMIN + "\nConnection: close\n\n");
			assertThat(answer).as(path).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void linksNameTheHostWithItsUnderscore() throws IOException {
		String answer = answer("GET /openapi.json HTTP/1.1\nHost: wxo_media:8000\nConnection: close\n\n");
		assertThat(answer).contains("http://wxo_media:8000");
	}

	private String answer(String request) throws IOException {
		try (RawConnection connection = RawConnection.to(this.port)) {
			return connection.send(request).readAll(PATIENCE);
		}
	}

	private static JsonNode assertProblem(String answer, String request) {
		String head = answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n")));
		String body = answer.substring(head.length());
		assertThat(head.toLowerCase(Locale.ROOT)).as(request).contains("content-type: application/problem+json");
		JsonNode problem = JSON.readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
		assertThat(problem.path("code").asString("")).as(request).isNotBlank();
		assertThat(problem.path("detail").asString("")).as(request).isNotBlank();
		assertThat(problem.path("status").asInt()).as(request).isEqualTo(Integer.parseInt(answer.substring(9, 12)));
		return problem;
	}

	/**
	 * An endpoint with the names of its parameters.
	 */
	private record Endpoint(String method, String pattern, Set<String> parameters) {

		static List<Endpoint> of(RequestMappingInfo info, HandlerMethod handler) {
			Set<String> parameters = new LinkedHashSet<>(List.of("x"));
			for (MethodParameter parameter : handler.getMethodParameters()) {
				RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
				if (declared != null) {
					String name = Stream.of(declared.name(), declared.value())
						.filter((given) -> !given.isEmpty())
						.findFirst()
						.orElse(parameter.getParameter().getName());
					parameters.add(name);
				}
			}
			// Those that are read from the request itself.
			parameters.addAll(List.of("host", "before", "limit", "cursor", "finished_before", "expires", "signature"));
			Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
			List<String> names = methods.isEmpty() ? List.of("GET")
					: methods.stream().map(RequestMethod::name).toList();
			return names.stream()
				.flatMap((method) -> info.getPatternValues()
					.stream()
					.map((pattern) -> new Endpoint(method, pattern, parameters)))
				.toList();
		}

		List<String> withBrokenPath(String broken) {
			String[] segments = this.pattern.split("/");
			List<String> paths = new ArrayList<>();
			for (int i = 0; i < segments.length; i++) {
				if (segments[i].contains("{") || segments[i].equals("**")) {
					String[] changed = segments.clone();
					changed[i] = broken + segments[i].replaceAll(".*}", "");
					paths.add(this.method + " " + filled(String.join("/", changed)));
				}
			}
			paths.add(this.method + " " + filled(this.pattern) + "/" + broken);
			return paths;
		}

		List<String> withBrokenQuery(String broken) {
			String path = this.method + " " + filled(this.pattern) + "?";
			return Stream
				.concat(this.parameters.stream().map((name) -> path + name + "=" + broken),
						Stream.of(path + broken, path + broken + "=1", path + "ok=1&&" + broken + "&b"))
				.toList();
		}

		private static String filled(String path) {
			return Arrays.stream(path.split("/", -1))
				.map((segment) -> segment.replaceAll("\\{.*?}", "7c9e6679-7425-40de-944b-e07fc1f90ae7")
					.replace("**", "any"))
				.reduce((left, right) -> left + "/" + right)
				.orElse("/");
		}

	}

}
