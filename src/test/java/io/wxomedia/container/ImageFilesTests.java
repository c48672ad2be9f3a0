package io.wxomedia.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.wxomedia.testing.S3Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Object;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the Dockerfile, compose.yaml and the scripts that they call.
 */
class ImageFilesTests {

	private static final Set<String> INSTRUCTIONS = Set.of("FROM", "ARG", "ENV", "RUN", "COPY", "WORKDIR", "USER",
			"EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "LABEL");

	@Test
	void everyInstructionIsKnown() throws IOException {
		assertThat(dockerfile()).isNotEmpty()
			.allSatisfy((line) -> assertThat(INSTRUCTIONS).as(line).contains(line.split(" ")[0]));
	}

	@Test
	void whatIsCopiedIsThereAndNotIgnored() throws IOException {
		List<String> admitted = Files.readAllLines(Path.of(".dockerignore"))
			.stream()
			.filter((line) -> line.startsWith("!"))
			.map((line) -> line.substring(1))
			.toList();
		List<String> sources = new ArrayList<>();
		for (String line : dockerfile()) {
			String[] words = line.split(" +");
			if (words[0].equals("COPY") && !words[1].startsWith("--from")) {
				sources.addAll(List.of(words).subList(1, words.length - 1));
			}
		}
		assertThat(sources).isNotEmpty().allSatisfy((source) -> {
			assertThat(Path.of(source)).exists();
			assertThat(admitted).as(source)
				.anyMatch((path) -> path.equals(source) || path.startsWith(source + "/")
						|| source.startsWith(path + "/"));
		});
		assertThat(admitted).allSatisfy((path) -> assertThat(Path.of(path)).exists());
	}

	@Test
	void whatTheBuildPackagesIsCopied() throws IOException {
		String pom = Files.readString(Path.of("pom.xml"));
		String resources = pom.substring(pom.indexOf("<resources>"), pom.indexOf("</resources>"));
		List<String> directories = Pattern.compile("<directory>(.*?)</directory>")
			.matcher(resources)
			.results()
			.map((found) -> found.group(1))
			.toList();
		assertThat(directories).isNotEmpty()
			.allSatisfy((directory) -> assertThat(dockerfile())
				.anyMatch((line) -> line.equals("COPY src src") && directory.startsWith("src/main/")
						|| line.equals("COPY " + directory + " " + directory)));
	}

	@Test
	void layersThatAreCopiedAreThoseThatAreExtracted() throws IOException {
		String extract = Files.readString(Script.FOLDER.resolve("extract.sh"));
		assertThat(dockerfile()).filteredOn((line) -> line.startsWith("COPY --from=build"))
			.hasSize(3)
			.allSatisfy((line) -> assertThat(extract).contains("mkdir -p")
				.contains("$destination/" + line.split(" +")[2].replaceAll("^/layers/|/$", "")));
	}

	@Test
	void imageRunsTheServiceAndNotAsRoot() throws IOException {
		List<String> lines = dockerfile();
		assertThat(last(lines, "USER")).isEqualTo("USER 10001:0");
		assertThat(last(lines, "STOPSIGNAL")).isEqualTo("STOPSIGNAL SIGTERM");
		// In the exec form, or a shell would get the signals.
		assertThat(last(lines, "ENTRYPOINT")).isEqualTo("ENTRYPOINT [\"/app/start.sh\"]");
		assertThat(last(lines, "HEALTHCHECK")).endsWith("CMD [\"/app/health.sh\"]").contains("--timeout=");
		assertThat(last(lines, "ENV")).contains("PORT=8000", "DATA_DIR=/data");
		assertThat(last(lines, "LABEL")).contains("org.opencontainers.image.title=");
		assertThat(Files.readString(Script.FOLDER.resolve("start.sh"))).contains("\nexec ");
	}

	@Test
	void trainingComesAfterTheLastFileAndBeforeTheUser() throws IOException {
		List<String> lines = dockerfile();
		int training = lines
			.indexOf(lines.stream().filter((line) -> line.contains("train.sh /app")).findFirst().orElse(""));
		assertThat(training).isGreaterThan(lastIndex(lines, "COPY")).isLessThan(lastIndex(lines, "USER"));
		assertThat(lines.subList(lastIndex(lines, "FROM"), training)).contains("ARG TRAIN=true");
	}

	static Stream<Path> scripts() throws IOException {
		try (Stream<Path> files = Files.list(Script.FOLDER)) {
			return files.filter((file) -> file.toString().endsWith(".sh")).sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void scriptIsExecutableAndParses(Path script) throws IOException, InterruptedException {
		assertThat(script).isExecutable();
		assertThat(Files.readString(script)).startsWith("#!/").contains("\nset -");
		assertThat(Script.run(Map.of(), "bash", "-n", script)).isEqualTo(new Script(0, ""));
	}

	@ParameterizedTest
	@CsvSource({ "extract.sh, usage: extract.sh", "train.sh, usage: train.sh", "buckets.sh, usage: buckets.sh" })
	void scriptWithoutItsArgumentsSaysHowItIsUsed(String name, String usage) throws IOException, InterruptedException {
		Script script = Script.run(Map.of(), Script.FOLDER.resolve(name));
		assertThat(script.exitCode()).isEqualTo(2);
		assertThat(script.output()).startsWith(usage);
	}

	@Test
	void jarThatIsMissingIsNamedWithTheCommandThatBuildsIt(@TempDir Path directory)
			throws IOException, InterruptedException {
		Script extract = Script.run(Map.of(), Script.FOLDER.resolve("extract.sh"), directory.resolve("no.jar"),
				directory);
		assertThat(extract.exitCode()).isEqualTo(1);
		assertThat(extract.output()).contains("no.jar is not there", "mvn");
	}

	@ParameterizedTest
	@CsvSource({ "200, 0", "503, 1", "404, 1" })
	void healthFollowsTheAnswer(int status, int exitCode) throws IOException, InterruptedException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/health", (exchange) -> {
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		try {
			String port = Integer.toString(server.getAddress().getPort());
			assertThat(Script.run(Map.of("PORT", port), Script.FOLDER.resolve("health.sh")).exitCode())
				.isEqualTo(exitCode);
		}
		finally {
			server.stop(0);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                     | MaxRAMPercentage=60,UseSerialGC,-Xms16m | none
			-Xmx600m -XX:MaxRAMPercentage=75       | UseSerialGC,-Xms16m                     | MaxRAMPercentage
			-XX:+UseG1GC -Xms1g                    | MaxRAMPercentage=60                     | Use*GC,-Xms
			-XX:+UseStringDeduplication -DxGC=1    | UseSerialGC                             | none
			-XX:+UsePerfData -Da=b                 | UseSerialGC                             | UsePerfData
			""")
	void optionThatIsGivenIsNotRepeated(String given, String present, String absent, @TempDir Path home)
			throws IOException, InterruptedException {
		Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
		Files.writeString(java, "#!/bin/sh\nfor word in \"$@\"; do echo \"<$word>\"; done\n");
		assertThat(java.toFile().setExecutable(true)).isTrue();
		for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
			Script start = Script.run(Map.of("JAVA_HOME", home.toString(), variable, given),
					Script.FOLDER.resolve("start.sh"), "--preflight", "two words");
			assertThat(start.exitCode()).as(start.output()).isZero();
			assertThat(start.output()).contains(present.split(",")).endsWith("<--preflight>\n<two words>\n");
			for (String pattern : absent.split(",")) {
				assertThat(start.output()).doesNotContainPattern(pattern.replace("*", "\\w*"));
			}
		}
	}

	@Test
	void trainingCanBeLeftOut(@TempDir Path directory) throws IOException, InterruptedException {
		Script train = Script.run(Map.of("TRAIN", "false"), Script.FOLDER.resolve("train.sh"), directory, directory);
		assertThat(train.exitCode()).isZero();
		assertThat(train.output()).contains("there will be no AOT cache");
		assertThat(directory).isEmptyDirectory();
	}

	@Test
	void composeWaitsForWhatTheServiceNeeds() throws IOException {
		Map<String, Object> services = map(compose().get("services"));
		assertThat(services).containsOnlyKeys("service", "postgres", "s3", "buckets");
		services.forEach(
				(name, service) -> map(map(service).getOrDefault("depends_on", Map.of())).forEach((needed, how) -> {
					Map<String, Object> other = map(services.get(needed));
					String condition = String.valueOf(map(how).get("condition"));
					assertThat(condition).as("%s on %s", name, needed)
						.isEqualTo(other.containsKey("healthcheck") ? "service_healthy"
								: "service_completed_successfully");
				}));
		assertThat(map(map(services.get("service")).get("depends_on"))).containsOnlyKeys("postgres", "s3");
		assertThat(map(services.get("service"))).containsKeys("build", "stop_grace_period", "volumes");
	}

	@Test
	void composeSetsOnlyVariablesThatTheServiceKnows() throws IOException {
		String known = Files.readString(Path.of("CONFIGURATION.md"));
		Map<String, Object> environment = map(map(map(compose().get("services")).get("service")).get("environment"));
		assertThat(environment).isNotEmpty().allSatisfy((name, value) -> {
			assertThat(known).contains("| `" + name + "` |");
			assertThat(value).isInstanceOf(String.class);
		});
	}

	@Test
	void composeNamesVolumesAndFilesThatAreThere() throws IOException {
		Map<String, Object> compose = compose();
		Set<String> volumes = map(compose.get("volumes")).keySet();
		map(compose.get("services")).values().forEach((service) -> {
			for (Object mount : (List<?>) map(service).getOrDefault("volumes", List.of())) {
				String source = mount.toString().split(":")[0];
				if (source.startsWith(".")) {
					assertThat(Path.of(source)).exists();
				}
				else {
					assertThat(volumes).contains(source);
				}
			}
		});
	}

	@Test
	void composeOpensItsPortsToThisMachineOnly() throws IOException {
		map(compose().get("services")).values()
			.forEach((service) -> assertThat((List<?>) map(service).getOrDefault("ports", List.of()))
				.allSatisfy((port) -> assertThat(port.toString()).startsWith("127.0.0.1:")));
	}

	@Test
	void bucketsAreThereWithPhotographs(@TempDir Path data) throws IOException, InterruptedException {
		Path samples = Path.of("src/main/resources/demo/samples").toAbsolutePath();
		for (int start = 0; start < 2; start++) {
			assertThat(Script.run(Map.of(), Script.FOLDER.resolve("buckets.sh"), data, samples))
				.isEqualTo(new Script(0, ""));
		}
		try (S3Server store = S3Server.startIn(data)) {
			assertThat(store.client().listBuckets().buckets()).extracting(Bucket::name)
				.containsExactlyInAnyOrder("demo-input", "demo-output");
			assertThat(store.client().listObjectsV2((request) -> request.bucket("demo-input")).contents())
				.extracting(S3Object::key)
				.contains("coffee.jpg");
			assertThat(store.client()
				.getObjectAsBytes((request) -> request.bucket("demo-input").key("coffee.jpg"))
				.asByteArray()).isEqualTo(Files.readAllBytes(samples.resolve("coffee.jpg")));
			store.client()
				.putObject((request) -> request.bucket("demo-output").key("results/a.png"),
						RequestBody.fromString("a picture"));
			assertThat(data.resolve("demo-output/results/a.png")).hasContent("a picture");
		}
	}

	private static List<String> dockerfile() throws IOException {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (String part : Files.readAllLines(Path.of("Dockerfile"))) {
			if (part.isBlank() || part.startsWith("#")) {
				continue;
			}
			line.append(part.strip());
			if (part.endsWith("\\")) {
				line.setCharAt(line.length() - 1, ' ');
			}
			else {
				lines.add(line.toString());
				line.setLength(0);
			}
		}
		assertThat(line).as("what follows the last backslash").isEmpty();
		return lines;
	}

	private static int lastIndex(List<String> lines, String instruction) {
		for (int i = lines.size() - 1; i >= 0; i--) {
			if (lines.get(i).startsWith(instruction + " ")) {
				return i;
			}
		}
		throw new AssertionError("No " + instruction);
	}

	private static String last(List<String> lines, String instruction) {
		return lines.get(lastIndex(lines, instruction));
	}

	private static Map<String, Object> compose() throws IOException {
		return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of("compose.yaml"))));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(@Nullable Object value) {
		assertThat(value).isInstanceOf(Map.class);
		return (Map<String, Object>) value;
	}

}
