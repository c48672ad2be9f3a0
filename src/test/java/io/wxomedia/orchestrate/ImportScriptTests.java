package io.wxomedia.orchestrate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Runs import.sh with stand-ins for orchestrate and curl that write down how they were
 * called.
 */
class ImportScriptTests {

	private static final String URL = "https://images.example.com";

	private static final String TOKEN = "s3cret-of-the-workshop";

	private static final Path REAL_FOLDER = Path.of("orchestrate-tools").toAbsolutePath();

	private static final List<String> TOOL_FILES = List.of("process-image-async-b64", "process-image-async",
			"batch-process-images", "start-workflow", "get-job");

	/** Ends with 0 for an unknown environment, as the real one does. */
	private static final String ORCHESTRATE = """
			#!/usr/bin/env bash
			echo "$*" >>"$FAKE/calls"
			echo "$WXO_FLOW_BODY" >>"$FAKE/bodies"
			if [ "$1 $2" = "env activate" ]; then
			  if grep -qx "$3" "$FAKE/environments"; then
			    echo "$3" >"$FAKE/active"
			  else
			    echo "[ERROR] - Environment '$3' does not exist" >&2
			  fi
			fi
			if [ "$1 $2" = "env list" ]; then
			  while read -r name; do
			    if [ "$name" = "$(cat "$FAKE/active")" ]; then
			      echo " $name  https://wxo.example.com  (active)"
			    else
			      echo " $name  https://wxo.example.com"
			    fi
			  done <"$FAKE/environments"
			fi
			while [ $# -gt 1 ]; do
			  if [ "$1" = -f ]; then
			    cp "$2" "$FAKE/files/"
			    if [ "$(basename "$2")" = "$(cat "$FAKE/broken")" ]; then
			      echo "[ERROR] - No description provided for tool" >&2
			      exit 1
			    fi
			  fi
			  shift
			done
			""";

	private static final String CURL = """
			#!/usr/bin/env bash
			echo "$*" >>"$FAKE/requests"
			case "$*" in
			  */health)
			    [ -s "$FAKE/health" ] || exit 22
			    cat "$FAKE/health"
			    ;;
			  */cos/config)
			    cat >>"$FAKE/request-headers"
			    cat "$FAKE/config-status"
			    ;;
			esac
			""";

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@BeforeEach
	void setUp() throws IOException {
		assumeThat(Command.works("bash", "--version")).as("bash is here").isTrue();
		for (String folder : List.of("bin", "files", "tmp", "folder/openapi/open", "folder/tools", "folder/flows",
				"folder/agents")) {
			Files.createDirectories(this.directory.resolve(folder));
		}
		try (Stream<Path> files = Files.walk(REAL_FOLDER)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path copy = this.directory.resolve("folder").resolve(REAL_FOLDER.relativize(file).toString());
				Files.createDirectories(copy.getParent());
				Files.copy(file, copy);
			}
		}
		for (String file : TOOL_FILES) {
			write("folder/openapi/" + file + ".yaml", "servers:\n  - url: https://placeholder.example\n# secured\n");
			write("folder/openapi/open/" + file + ".yaml", "servers:\n  - url: https://placeholder.example\n# open\n");
		}
		program("orchestrate", ORCHESTRATE);
		program("curl", CURL);
		write("environments", "local\ntrial\n");
		write("active", "trial\n");
		write("broken", "none\n");
		write("config-status", "200");
		serviceHasToken(true);
	}

	@Test
	void importsConnectionToolsFlowsAndAgentInThisOrder() throws Exception {
		Command.Result result = script("--url", URL, "--env", "trial").run();
		assertThat(result.errors()).isEmpty();
		assertThat(result.status()).isZero();
		assertThat(calls()).containsExactly("env activate trial", "env list", "connections import -f connection.yaml",
				"connections set-credentials -a wxo_media_service --env draft --api-key " + TOKEN,
				"connections set-credentials -a wxo_media_service --env live --api-key " + TOKEN,
				"tools import -k openapi -f openapi/process-image-async-b64.yaml -a wxo_media_service",
				"tools import -k openapi -f openapi/process-image-async.yaml -a wxo_media_service",
				"tools import -k openapi -f openapi/batch-process-images.yaml -a wxo_media_service",
				"tools import -k openapi -f openapi/start-workflow.yaml -a wxo_media_service",
				"tools import -k openapi -f openapi/get-job.yaml -a wxo_media_service",
				"tools import -k python -f tools/image_to_base64.py",
				"tools import -k python -f tools/base64_to_image.py", "tools import -k flow -f flows/edit_one_image.py",
				"tools import -k flow -f flows/edit_one_image_to_cos.py",
				"tools import -k flow -f flows/edit_all_images.py", "tools import -k flow -f flows/make_video.py",
				"agents import -f agents/image_studio_agent.yaml");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "///" })
	void putsTheAddressIntoCopiesAndRemovesThem(String slashes) throws Exception {
		assertThat(script("--url", URL + slashes).run().status()).isZero();
		assertThat(imported("connection.yaml")).contains("    server_url: " + URL + "\n")
			.doesNotContain("codeengine.appdomain.cloud");
		for (String file : TOOL_FILES) {
			assertThat(imported(file + ".yaml")).isEqualTo("servers:\n  - url: " + URL + "\n# secured\n");
			assertThat(read("folder/openapi/" + file + ".yaml")).contains("https://placeholder.example");
		}
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

	@Test
	void canBeRunAgain() throws Exception {
		assertThat(script("--url", URL).run().status()).isZero();
		List<String> first = calls();
		Files.delete(this.directory.resolve("calls"));
		assertThat(script("--url", URL).run().status()).isZero();
		assertThat(calls()).isEqualTo(first);
	}

	@Test
	void developerEditionHasDraftOnlyAndMayBeReachedWithoutTls() throws Exception {
		String url = "http://host.lima.internal:8000";
		Command.Result result = script("--url", url, "--env", "local", "--check-url", "http://localhost:8000").run();
		assertThat(result.status()).isZero();
		assertThat(calls()).filteredOn((call) -> call.startsWith("connections set-credentials"))
			.containsExactly("connections set-credentials -a wxo_media_service --env draft --api-key " + TOKEN);
		assertThat(imported("get-job.yaml")).contains("- url: " + url);
		assertThat(read("requests")).contains("http://localhost:8000/health").doesNotContain("host.lima.internal");
	}

	@Test
	void activeDeveloperEditionIsKnownWithoutItsName() throws Exception {
		write("active", "local\n");
		assertThat(script("--url", URL).run().status()).isZero();
		assertThat(calls()).noneMatch((call) -> call.contains("--env live"));
	}

	@Test
	void openServiceNeedsNoConnection() throws Exception {
		serviceHasToken(false);
		assertThat(script("--url", URL, "--open").run().status()).isZero();
		assertThat(calls()).noneMatch((call) -> call.contains("connection") || call.contains("wxo_media_service"))
			.contains("tools import -k openapi -f openapi/get-job.yaml")
			.hasSize(13);
		assertThat(imported("get-job.yaml")).isEqualTo("servers:\n  - url: " + URL + "\n# open\n");
	}

	@Test
	void dryRunCallsNothingAndMasksTheToken() throws Exception {
		Files.delete(this.directory.resolve("bin/orchestrate"));
		Files.delete(this.directory.resolve("health"));
		Command.Result result = script("--url", URL, "--env", "trial", "--dry-run").run();
		assertThat(result.errors()).isEmpty();
		assertThat(result.status()).isZero();
		assertThat(result.output()).doesNotContain(TOKEN)
			.contains("orchestrate env activate trial\n",
					"orchestrate connections set-credentials -a wxo_media_service --env live --api-key ****\n",
					"orchestrate tools import -k openapi -f openapi/get-job.yaml -a wxo_media_service\n",
					"orchestrate tools import -k flow -f flows/edit_all_images.py\n",
					"orchestrate tools import -k flow -f flows/make_video.py\n",
					"orchestrate agents import -f agents/image_studio_agent.yaml\n");
		assertThat(this.directory.resolve("calls")).doesNotExist();
		assertThat(this.directory.resolve("requests")).doesNotExist();
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

	@Test
	void tokenIsNeverShown() throws Exception {
		Command.Result result = script("--url", URL).run();
		assertThat(result.output() + result.errors()).doesNotContain(TOKEN);
		assertThat(read("requests")).doesNotContain(TOKEN);
		assertThat(read("request-headers")).isEqualTo("header = \"x-api-key: " + TOKEN + "\"\n");
		// orchestrate takes the key in no other way.
		assertThat(calls()).filteredOn((call) -> call.contains(TOKEN))
			.hasSize(2)
			.allMatch((call) -> call.startsWith("connections set-credentials"));
	}

	@Test
	void tokenMayBeInAnotherVariable() throws Exception {
		Command.Result result = script("--url", URL, "--token-from", "IMAGES_TOKEN").with("WORKSHOP_TOKEN", "")
			.with("IMAGES_TOKEN", "other")
			.run();
		assertThat(result.status()).isZero();
		assertThat(calls()).contains("connections set-credentials -a wxo_media_service --env draft --api-key other");
	}

	@Test
	void partsModelAndFormOfBodiesCanBeChosen() throws Exception {
		Command.Result result = script("--url", URL, "--only", "flows,agent", "--llm", "watsonx/meta-llama/x-3.2",
				"--flow-body", "nested")
			.with("WORKSHOP_TOKEN", "")
			.run();
		assertThat(result.status()).isZero();
		assertThat(calls()).containsExactly("env list", "tools import -k flow -f flows/edit_one_image.py",
				"tools import -k flow -f flows/edit_one_image_to_cos.py",
				"tools import -k flow -f flows/edit_all_images.py", "tools import -k flow -f flows/make_video.py",
				"agents import -f agents/image_studio_agent.yaml");
		assertThat(imported("image_studio_agent.yaml")).contains("\nllm: watsonx/meta-llama/x-3.2\n");
		assertThat(read("bodies").lines().filter("nested"::equals)).hasSize(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent, flows", "agent flows", ",flows,,agent,", "agent,\tflows" })
	void partsMayBeWrittenWithSpaces(String parts) throws Exception {
		assertThat(script("--url", URL, "--only", parts).run().status()).isZero();
		assertThat(calls()).containsExactly("env list", "tools import -k flow -f flows/edit_one_image.py",
				"tools import -k flow -f flows/edit_one_image_to_cos.py",
				"tools import -k flow -f flows/edit_all_images.py", "tools import -k flow -f flows/make_video.py",
				"agents import -f agents/image_studio_agent.yaml");
	}

	/** The service trims its own, so both must mean the same token. */
	@ParameterizedTest
	@ValueSource(strings = { TOKEN + "\r", " " + TOKEN + "\t", TOKEN + "\r\n" })
	void whiteSpaceAroundTheTokenIsLeftOut(String token) throws Exception {
		assertThat(script("--url", URL).with("WORKSHOP_TOKEN", token).run().status()).isZero();
		assertThat(read("request-headers")).isEqualTo("header = \"x-api-key: " + TOKEN + "\"\n");
		assertThat(calls()).contains("connections set-credentials -a wxo_media_service --env draft --api-key " + TOKEN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "two\nlines", "a\rb", "a\u001bb" })
	void tokenThatNoHeaderCanCarryIsRefused(String token) throws Exception {
		refuses(script("--url", URL).with("WORKSHOP_TOKEN", token), "the token in WORKSHOP_TOKEN has a line break");
		assertThat(this.directory.resolve("requests")).doesNotExist();
	}

	@Test
	void canBeRunByARelativePathWhateverCdpathSays() throws Exception {
		Command.Result result = Command.of("bash", "-c", "cd \"$FAKE\" && bash folder/import.sh --url " + URL)
			.with("CDPATH", this.directory.toString())
			.with("PATH", this.directory.resolve("bin") + ":" + pathWithoutOrchestrate())
			.with("FAKE", this.directory.toString())
			.with("TMPDIR", this.directory.resolve("tmp").toString())
			.with("WORKSHOP_TOKEN", TOKEN)
			.run();
		assertThat(result.errors()).isEmpty();
		assertThat(result.status()).isZero();
		assertThat(calls()).last().asString().startsWith("agents import");
	}

	@Test
	void stopsAtTheFirstRefusal() throws Exception {
		write("broken", "get-job.yaml\n");
		Command.Result result = script("--url", URL).run();
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.errors()).contains("No description provided for tool",
				"import.sh: 'orchestrate tools import' failed");
		assertThat(calls()).last().asString().contains("get-job.yaml");
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

	@Test
	void environmentThatDoesNotExistIsNotReplacedByTheActiveOne() throws Exception {
		Command.Result result = script("--url", URL, "--env", "trail").run();
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.errors()).contains("import.sh: there is no environment trail: orchestrate env add");
		assertThat(calls()).containsExactly("env activate trail", "env list");
	}

	@Test
	void environmentMustBeActive() throws Exception {
		write("active", "none\n");
		refuses(script("--url", URL), "no environment is active");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			                                       | --url is missing
			--url                                  | --url needs a value
			--url images.example.com               | is not an address
			--url https://a.example/;rm            | is not an address
			--url https://user:pw@a.example        | is not an address
			--url http://images.example.com        | is not https
			--url https://a.example --only all     | --only knows
			--url https://a.example --only *        | not '*'
			--url https://a.example --only ,        | --only names nothing
			--url https://a.example --flow-body x  | --flow-body is flat or nested
			--url https://a.example --token-from - | --token-from takes the name
			--url https://a.example --env a/b      | is not the name of an environment
			--url https://a.example --check-url x  | is not an address
			--url https://a.example --fast         | unknown argument '--fast'
			""")
	void refusesWhatItDoesNotUnderstand(@Nullable String arguments, String message) throws Exception {
		refuses(script((arguments != null) ? arguments.split(" ") : new String[0]), message);
		assertThat(this.directory.resolve("requests")).doesNotExist();
	}

	@Test
	void httpIsAcceptedOnRequest() throws Exception {
		assertThat(script("--url", "http://images.example.com", "--allow-http").run().status()).isZero();
	}

	@Test
	void needsOrchestrate() throws Exception {
		Files.delete(this.directory.resolve("bin/orchestrate"));
		refuses(script("--url", URL), "pip install ibm-watsonx-orchestrate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{\"status\":\"UP\"}" })
	void needsAServiceThatAnswers(String health) throws Exception {
		write("health", health);
		refuses(script("--url", URL), URL + "/health");
	}

	@Test
	void needsTheTokenOfAProtectedService() throws Exception {
		refuses(script("--url", URL).with("WORKSHOP_TOKEN", ""),
				"the service wants a workshop token: export WORKSHOP_TOKEN=...");
	}

	@Test
	void needsTheRightToken() throws Exception {
		write("config-status", "401");
		refuses(script("--url", URL), "the service refuses the token in WORKSHOP_TOKEN (401)");
	}

	@Test
	void doesNotImportOpenToolsOfAProtectedService() throws Exception {
		refuses(script("--url", URL, "--open"), "leave out --open");
	}

	@Test
	void doesNotImportAConnectionWithoutToken() throws Exception {
		serviceHasToken(false);
		refuses(script("--url", URL).with("WORKSHOP_TOKEN", ""), "add --open");
	}

	@Test
	void helpNamesEveryOption() throws Exception {
		Command.Result result = script("--help").run();
		assertThat(result.status()).isZero();
		assertThat(result.output()).contains("--url", "--env", "--open", "--llm", "--only", "--token-from",
				"--check-url", "--flow-body", "--allow-http", "--dry-run", "WORKSHOP_TOKEN");
	}

	@ParameterizedTest
	@ValueSource(strings = { "--dry-run", "--open" })
	void shippedFolderHasWhatTheScriptLooksFor(String option) throws Exception {
		Command.Result result = command(REAL_FOLDER, "--url", URL, "--dry-run", option).run();
		assertThat(result.errors()).isEmpty();
		assertThat(result.status()).isZero();
	}

	@Test
	void realCurlSendsAnyToken() throws Exception {
		assumeThat(Command.works("curl", "--version")).as("curl is here").isTrue();
		Files.delete(this.directory.resolve("bin/curl"));
		String token = "a \"quoted\" \\ token";
		Queue<String> tokens = new ConcurrentLinkedQueue<>();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			List<String> sent = exchange.getRequestHeaders().get("x-api-key");
			if (sent != null) {
				tokens.addAll(sent);
			}
			byte[] body = read("health").getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try {
			String url = "http://127.0.0.1:" + server.getAddress().getPort();
			Command.Result result = script("--url", url, "--allow-http").with("WORKSHOP_TOKEN", token)
				.with("no_proxy", "*")
				.run();
			assertThat(result.errors()).isEmpty();
			assertThat(result.status()).isZero();
			assertThat(tokens).containsExactly(token);
		}
		finally {
			server.stop(0);
		}
	}

	private void refuses(Command command, String message) throws IOException {
		Command.Result result = command.run();
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.errors()).startsWith("import.sh: ").contains(message).hasLineCount(1);
		assertThat(calls()).noneMatch((call) -> call.contains("import"));
		assertThat(this.directory.resolve("tmp")).isEmptyDirectory();
	}

	private Command script(String... arguments) {
		return command(this.directory.resolve("folder"), arguments);
	}

	private Command command(Path folder, String... arguments) {
		return Command.of("bash", folder.resolve("import.sh").toString())
			.and(arguments)
			.with("PATH", this.directory.resolve("bin") + ":" + pathWithoutOrchestrate())
			.with("FAKE", this.directory.toString())
			.with("TMPDIR", this.directory.resolve("tmp").toString())
			.with("WORKSHOP_TOKEN", TOKEN);
	}

	/** Who works with watsonx Orchestrate has the real one. */
	private static String pathWithoutOrchestrate() {
		return Stream.of(System.getenv("PATH").split(":"))
			.filter((folder) -> !Files.exists(Path.of(folder, "orchestrate")))
			.collect(Collectors.joining(":"));
	}

	private void serviceHasToken(boolean enabled) throws IOException {
		write("health", "{\"ok\":true,\"mode\":\"workshop\",\"workshop_token_enabled\":" + enabled + "}");
	}

	private List<String> calls() throws IOException {
		if (!Files.exists(this.directory.resolve("calls"))) {
			return List.of();
		}
		return read("calls").lines().map((call) -> call.replaceAll("\\S*/wxo-import\\.[^/]+/", "")).toList();
	}

	private String imported(String file) throws IOException {
		return read("files/" + file);
	}

	private String read(String file) throws IOException {
		return Files.readString(this.directory.resolve(file));
	}

	private void write(String file, String text) throws IOException {
		Files.writeString(this.directory.resolve(file), text);
	}

	private void program(String name, String text) throws IOException {
		write("bin/" + name, text);
		Files.setPosixFilePermissions(this.directory.resolve("bin/" + name),
				PosixFilePermissions.fromString("rwxr-xr-x"));
	}

}
