package io.wxomedia.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code deploy/keda.yaml}: what it asks the database is asked of one.
 */
class ScaledWorkersTests {

	private final List<Part> documents = read();

	@Test
	void depthOfTheQueueIsWhatIsDueOrRunning() {
		String query = trigger().at("metadata").text("query");
		try (TestDatabase database = TestDatabase.postgres()) {
			JdbcClient jdbc = database.jdbc();
			assertThat(depth(jdbc, query)).isZero();
			Instant now = Instant.now();
			entry(jdbc, "job_queue", "waits for a worker", now.minusSeconds(1), false);
			entry(jdbc, "job_queue", "is being worked on", now.minusSeconds(60), true);
			entry(jdbc, "job_queue", "waits for a permit", now.plusSeconds(60), false);
			entry(jdbc, "batch_job_queue", "waits for a worker", now.minusSeconds(1), false);
			entry(jdbc, "batch_job_queue", "waits for the store", now.plusSeconds(60), false);
			assertThat(depth(jdbc, query)).isEqualTo(3);
		}
	}

	@Test
	void oneWorkerIsAskedToDoWhatItDoesAtOnce() {
		assertThat(trigger().at("metadata").text("targetQueryValue")).isEqualTo(variable("MAX_CONCURRENT_JOBS"));
		assertThat(variable("ROLE")).isEqualTo("worker");
		assertThat(document("ScaledObject").at("spec").at("scaleTargetRef").text("name"))
			.isEqualTo(document("Deployment").at("metadata").text("name"));
		assertThat(trigger().at("authenticationRef").text("name"))
			.isEqualTo(document("TriggerAuthentication").at("metadata").text("name"));
	}

	@Test
	void stopTakesLongerThanTheGrace() {
		assertThat(Integer.parseInt(pod().text("terminationGracePeriodSeconds")))
			.isGreaterThanOrEqualTo(Integer.parseInt(variable("SHUTDOWN_GRACE_SECONDS")) + 30);
	}

	@Test
	void whoAsksMayReadWhatIsAskedAndNothingElse() throws IOException {
		Set<String> asked = names("from (\\w+)", trigger().at("metadata").text("query"));
		assertThat(asked).isNotEmpty();
		for (String page : List.of("deploy/keda.yaml", "docs/scaling.md")) {
			String grant = Files.readString(Path.of(page)).replaceAll("(?s).*grant select on ([^;]+) to keda;.*", "$1");
			assertThat(Set.of(grant.split(", "))).as(page).isEqualTo(asked);
		}
	}

	@Test
	void metersThatAreNamedExist() throws IOException {
		Set<String> named = names("\\b(media_[a-z_]+)", Files.readString(Path.of("docs/scaling.md")));
		assertThat(named).isNotEmpty()
			.isSubsetOf(names("\\b(media_[a-z_]+)", Files.readString(Path.of("docs/metrics.md"))));
	}

	private static Set<String> names(String pattern, String text) {
		return Pattern.compile(pattern)
			.matcher(text)
			.results()
			.map((found) -> found.group(1))
			.collect(Collectors.toSet());
	}

	@Test
	void serviceSendsNoRequestsToWorkers() throws IOException {
		Part labels = document("Deployment").at("spec").at("template").at("metadata").at("labels");
		String service = Files.readString(Path.of("deploy/kubernetes.yaml"));
		assertThat(service).contains("app.kubernetes.io/name: wxo-media-service\n")
			.doesNotContain("app.kubernetes.io/name: " + labels.text("app.kubernetes.io/name"));
	}

	private Part trigger() {
		return document("ScaledObject").at("spec").first("triggers");
	}

	private Part pod() {
		return document("Deployment").at("spec").at("template").at("spec");
	}

	private String variable(String name) {
		return pod().first("containers")
			.all("env")
			.stream()
			.filter((variable) -> name.equals(variable.text("name")))
			.map((variable) -> variable.text("value"))
			.findFirst()
			.orElseThrow();
	}

	private Part document(String kind) {
		return this.documents.stream()
			.filter((document) -> kind.equals(document.text("kind")))
			.findFirst()
			.orElseThrow();
	}

	private static long depth(JdbcClient jdbc, String query) {
		return jdbc.sql(query).query(Long.class).single();
	}

	private static void entry(JdbcClient jdbc, String queue, String id, Instant due, boolean picked) {
		jdbc.sql("insert into " + queue
				+ " (task_name, task_instance, execution_time, picked, version) values ('job', ?, ?, ?, 1)")
			.params(id, due.atOffset(ZoneOffset.UTC), picked)
			.update();
	}

	private static List<Part> read() {
		try {
			Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
			return List.copyOf(Part.listOf(yaml.loadAll(Files.readString(Path.of("deploy/keda.yaml")))));
		}
		catch (IOException ex) {
			throw new AssertionError("The file cannot be read", ex);
		}
	}

	/**
	 * A part of a document.
	 */
	private record Part(Map<?, ?> values) {

		static List<Part> listOf(Iterable<?> parts) {
			List<Part> list = new ArrayList<>();
			for (Object part : parts) {
				assertThat(part).isInstanceOf(Map.class);
				list.add(new Part((Map<?, ?>) part));
			}
			return list;
		}

		Part at(String name) {
			return listOf(List.of(value(name))).get(0);
		}

		Part first(String name) {
			return all(name).get(0);
		}

		List<Part> all(String name) {
			assertThat(value(name)).isInstanceOf(List.class);
			return listOf((List<?>) value(name));
		}

		String text(String name) {
			return String.valueOf(value(name));
		}

		private Object value(String name) {
			Object value = this.values.get(name);
			assertThat(value).as(name).isNotNull();
			return value;
		}

	}

}
