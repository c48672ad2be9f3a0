package io.wxomedia.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Does without Docker what the Dockerfile does, with its scripts: unpacks the jar, trains
 * the AOT cache, and starts the service from it.
 */
@Tag("slow")
class ContainerStartIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int STOPPED_BY_SIGTERM = 128 + 15;

	private static Path app = Path.of("app");

	private static Path training = Path.of("training");

	private static Map<String, String> java = Map.of();

	@BeforeAll
	static void build(@TempDir Path image) throws IOException, InterruptedException {
		Optional<Path> jdk = Jdk25.home();
		assumeThat(jdk).as("a JDK 25 on this machine (set JDK25_HOME)").isPresent();
		java = Map.of("JAVA_HOME", jdk.orElseThrow().toString(), "PATH", System.getenv("PATH"));
		Path layers = image.resolve("layers");
		Script extract = Script.run(java, Script.FOLDER.resolve("extract.sh"), System.getProperty("service.jar"),
				layers);
		assertThat(extract.exitCode()).as(extract.output()).isZero();
		app = Files.createDirectory(image.resolve("app"));
		for (String layer : List.of("dependencies", "snapshot-dependencies", "application")) {
			FileSystemUtils.copyRecursively(layers.resolve(layer), app);
		}
		for (String script : List.of("start.sh", "health.sh", "train.sh")) {
			Files.copy(Script.FOLDER.resolve(script), app.resolve(script));
		}
		training = layers.resolve("training");
		Script train = Script.run(java, app.resolve("train.sh"), app, training);
		assertThat(train.exitCode()).as(train.output()).isZero();
		assertThat(app.resolve("service.aot")).as(train.output()).isNotEmptyFile();
	}

	@Test
	void demoDoesItsFirstJobFromTheCacheAndStopsWithGrace(@TempDir Path directory)
			throws IOException, InterruptedException {
		// With this mode a cache that cannot be used keeps the JVM from starting.
		try (ServiceProcess service = start(directory, Map.of("DEMO", "true", "JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"))) {
			assertThat(service.program()).endsWith("/java");
			assertThat(health(Integer.toString(service.port()))).isZero();
			ServiceClient client = service.client();
			String id = client.accepted(ServiceClient.SINGLE_B64, "http://127.0.0.1:" + service.port() + "/inbox/me",
					ServiceClient.single());
			assertThat(client.finished(id, PATIENCE).path("verdict").asString()).isEqualTo("completed");
			JsonNode callback = Eventually.value(PATIENCE, () -> {
				JsonNode callbacks = client.get("/inbox/me").json().path("callbacks");
				assertThat(callbacks.size()).isEqualTo(1);
				return callbacks.path(0).path("body");
			});
			assertThat(callback.path("job_id").asString()).isEqualTo(id);
			assertThat(callback.path("status").asString()).isEqualTo("completed");
			Eventually.within(PATIENCE, () -> assertThat(service.output()).contains("has done its first job"));

			service.requestStop();
			assertThat(service.awaitExit(PATIENCE)).isEqualTo(STOPPED_BY_SIGTERM);
			assertThat(service.output()).contains("Graceful shutdown complete").doesNotContain("[warning]");
			assertThat(health(Integer.toString(service.port()))).isEqualTo(1);
		}
	}

	@Test
	void cacheThatDoesNotFitOnlyWarns(@TempDir Path directory) {
		try (ServiceProcess service = start(directory,
				Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=1"))) {
			assertThat(service.output()).contains("[warning]").contains("AOT cache");
		}
	}

	@Test
	void trainingThatFailsLeavesNoCacheAndDoesNotStopTheBuild(@TempDir Path empty)
			throws IOException, InterruptedException {
		Files.copy(app.resolve("start.sh"), empty.resolve("start.sh"));
		Files.writeString(empty.resolve("service.aot"), "old");
		Script train = Script.run(java, app.resolve("train.sh"), empty, training);
		assertThat(train.exitCode()).as(train.output()).isZero();
		assertThat(train.output()).contains("The service ended with 1", "there will be no AOT cache");
		assertThat(empty.resolve("service.aot")).doesNotExist();
	}

	private static ServiceProcess start(Path directory, Map<String, String> environment) {
		Map<String, String> all = new HashMap<>(java);
		all.putAll(environment);
		return ServiceProcess.start(List.of(app.resolve("start.sh").toString()), directory, all);
	}

	private static int health(String port) throws IOException, InterruptedException {
		return Script.run(Map.of("PORT", " " + port + " "), app.resolve("health.sh")).exitCode();
	}

}
