package io.wxomedia.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code deploy/kubernetes.yaml}.
 */
class KubernetesManifestTests {

	private Map<String, Object> deployment = Map.of();

	private Map<String, Object> pod = Map.of();

	private Map<String, Object> container = Map.of();

	@BeforeEach
	void read() throws IOException {
		this.deployment = document("Deployment");
		this.pod = map(map(map(this.deployment.get("spec")).get("template")).get("spec"));
		this.container = list(this.pod.get("containers")).get(0);
	}

	@Test
	void stopTakesLongerThanTheGrace() {
		int grace = Integer.parseInt(env("SHUTDOWN_GRACE_SECONDS"));
		assertThat((Integer) this.pod.get("terminationGracePeriodSeconds")).isGreaterThanOrEqualTo(grace + 30);
	}

	@ParameterizedTest
	@CsvSource({ "startupProbe, /health", "readinessProbe, /actuator/health/readiness", "livenessProbe, /health" })
	void probesArePatientAndOnlyReadinessAsksTheDatabase(String probe, String path) {
		Map<String, Object> values = map(this.container.get(probe));
		assertThat(map(values.get("httpGet"))).containsEntry("path", path).containsEntry("port", "http");
		assertThat(values).containsKeys("periodSeconds", "timeoutSeconds", "failureThreshold");
		assertThat((Integer) values.get("timeoutSeconds")).isGreaterThanOrEqualTo(5);
		assertThat((Integer) values.get("failureThreshold")).isGreaterThanOrEqualTo(3);
	}

	@Test
	void oneProcessOwnsTheEmbeddedDatabase() {
		Map<String, Object> spec = map(this.deployment.get("spec"));
		assertThat(spec).containsEntry("replicas", 1);
		assertThat(map(spec.get("strategy"))).containsEntry("type", "Recreate");
	}

	@Test
	void dataIsOnTheClaimAndEverythingElseReadOnlyButTmp() throws IOException {
		assertThat(list(this.container.get("volumeMounts"))).extracting((mount) -> mount.get("mountPath"))
			.containsExactlyInAnyOrder(env("DATA_DIR"), "/tmp");
		String volume = list(this.container.get("volumeMounts")).stream()
			.filter((mount) -> env("DATA_DIR").equals(mount.get("mountPath")))
			.map((mount) -> String.valueOf(mount.get("name")))
			.findFirst()
			.orElseThrow();
		Map<String, Object> claimed = list(this.pod.get("volumes")).stream()
			.filter((candidate) -> volume.equals(candidate.get("name")))
			.findFirst()
			.orElseThrow();
		assertThat(map(claimed.get("persistentVolumeClaim")).get("claimName"))
			.isEqualTo(map(document("PersistentVolumeClaim").get("metadata")).get("name"));
		assertThat(map(this.container.get("securityContext"))).containsEntry("readOnlyRootFilesystem", true)
			.containsEntry("allowPrivilegeEscalation", false);
		assertThat(map(this.pod.get("securityContext"))).containsEntry("runAsNonRoot", true).containsKey("fsGroup");
	}

	@Test
	void variablesAreDocumented() throws IOException {
		String configuration = Files.readString(Path.of("CONFIGURATION.md"));
		assertThat(list(this.container.get("env"))).isNotEmpty()
			.allSatisfy((variable) -> assertThat(configuration)
				.containsPattern(Pattern.compile("(?m)^\\| `" + variable.get("name") + "` \\|")));
	}

	@Test
	void serviceLeadsToTheContainer() throws IOException {
		Map<String, Object> labels = map(
				map(map(map(this.deployment.get("spec")).get("template")).get("metadata")).get("labels"));
		Map<String, Object> service = map(document("Service").get("spec"));
		assertThat(labels).containsAllEntriesOf(map(service.get("selector")));
		assertThat(labels)
			.containsAllEntriesOf(map(map(map(this.deployment.get("spec")).get("selector")).get("matchLabels")));
		Map<String, Object> port = list(this.container.get("ports")).get(0);
		assertThat(list(service.get("ports"))).singleElement()
			.satisfies((exposed) -> assertThat(exposed).containsEntry("targetPort", port.get("name")));
		assertThat(String.valueOf(port.get("containerPort"))).isEqualTo(env("PORT"));
	}

	@Test
	void resourcesAreRequested() {
		assertThat(map(map(this.container.get("resources")).get("requests"))).containsKeys("cpu", "memory");
	}

	private String env(String name) {
		return list(this.container.get("env")).stream()
			.filter((variable) -> name.equals(variable.get("name")))
			.map((variable) -> String.valueOf(variable.get("value")))
			.findFirst()
			.orElseThrow();
	}

	private static Map<String, Object> document(String kind) throws IOException {
		Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
		String text = Files.readString(Path.of("deploy/kubernetes.yaml"));
		return StreamSupport.stream(yaml.loadAll(text).spliterator(), false)
			.map(KubernetesManifestTests::map)
			.filter((document) -> kind.equals(document.get("kind")))
			.findFirst()
			.orElseThrow();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(@Nullable Object value) {
		assertThat(value).isInstanceOf(Map.class);
		return (Map<String, Object>) value;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(@Nullable Object value) {
		assertThat(value).isInstanceOf(List.class);
		return (List<Map<String, Object>>) value;
	}

}
