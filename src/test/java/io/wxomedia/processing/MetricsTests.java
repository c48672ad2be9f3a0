package io.wxomedia.processing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.PromQl;
import io.wxomedia.testing.Scrape;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestImages;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metrics that the service really exposes, and for everything that reads
 * them: docs/metrics.md, the dashboard and the alert rules below ops.
 */
class MetricsTests extends UsualSettings {

	/**
	 * Added by Prometheus when it scrapes.
	 */
	private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job");

	@Test
	void documentedMetricsAreTheExposedOnes() throws IOException {
		Scrape scrape = scrapeAfterOneOfEachKind();
		Map<String, String> exposed = new TreeMap<>();
		scrape.types().forEach((name, type) -> {
			// The highest value of the last minutes, which Micrometer adds to each timer.
			if (name.startsWith("media_") && !name.endsWith("_seconds_max")) {
				exposed.put(name, type + " " + labels(scrape, name));
			}
		});
		assertThat(documented()).isEqualTo(exposed);
	}

	private static Set<String> labels(Scrape scrape, String name) {
		return scrape.labels()
			.entrySet()
			.stream()
			.filter((series) -> series.getKey().equals(name) || series.getKey().equals(name + "_count"))
			.flatMap((series) -> series.getValue().stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Map<String, String> documented() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
			String[] cells = line.split("\\|");
			if (line.startsWith("| `media_") && cells.length > 3) {
				Set<String> labels = Arrays.stream(cells[3].replace("`", "").split(","))
					.map(String::strip)
					.filter((label) -> !label.isEmpty())
					.collect(Collectors.toCollection(TreeSet::new));
				documented.put(cells[1].replace("`", "").strip(), cells[2].strip() + " " + labels);
			}
		}
		return documented;
	}

	@Test
	void dashboardReadsOnlyWhatIsExposed() throws IOException {
		JsonNode dashboard = new JsonMapper().readTree(Files.readAllBytes(Path.of("ops/dashboard.json")));
		List<String> queries = dashboard.path("panels")
			.valueStream()
			.flatMap((panel) -> panel.path("targets").valueStream())
			.map((target) -> target.path("expr").asString())
			.toList();
		assertThat(queries).hasSizeGreaterThan(20);
		assertExposed(queries);
		for (JsonNode panel : dashboard.path("panels")) {
			if (!"row".equals(text(panel, "type"))) {
				assertThat(text(panel.path("datasource"), "uid")).isEqualTo("${datasource}");
				assertThat(panel.path("targets").size()).as(text(panel, "title")).isPositive();
				assertThat(text(panel.path("fieldConfig").path("defaults"), "unit")).isNotBlank();
			}
		}
		assertThat(dashboard.path("panels").valueStream().map((panel) -> panel.path("id").asInt()))
			.doesNotHaveDuplicates();
		assertThat(dashboard.path("templating").path("list").valueStream().map((variable) -> text(variable, "name")))
			.containsExactly("datasource", "instance");
	}

	@Test
	void everyMetricOfTheServiceIsOnTheDashboard() throws IOException {
		String dashboard = Files.readString(Path.of("ops/dashboard.json"));
		assertThat(documented().keySet()).allSatisfy((name) -> assertThat(dashboard).contains(name));
	}

	@Test
	void alertsReadOnlyWhatIsExposed() throws IOException {
		List<Map<String, Object>> rules = rules();
		assertThat(rules).hasSizeGreaterThan(5);
		assertExposed(rules.stream().map((rule) -> String.valueOf(rule.get("expr"))).toList());
		assertThat(rules.stream().map((rule) -> rule.get("alert"))).doesNotHaveDuplicates();
		assertThat(rules).allSatisfy((rule) -> {
			assertThat(rule.keySet()).isSubsetOf("alert", "expr", "for", "labels", "annotations");
			assertThat(String.valueOf(rule.get("alert"))).matches("Media[A-Za-z]+");
			assertThat(rule.getOrDefault("for", "1m")).asString().matches("\\d+[mh]");
			assertThat(rule.get("labels")).asInstanceOf(InstanceOfAssertFactories.MAP).containsOnlyKeys("severity");
			assertThat(rule.get("annotations")).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsOnlyKeys("summary", "description");
		});
	}

	private static List<Map<String, Object>> rules() throws IOException {
		Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions()))
			.load(Files.readString(Path.of("ops/alerts.yaml")));
		assertThat(file).containsOnlyKeys("groups");
		return list(file, "groups").stream().flatMap((group) -> list(group, "rules").stream()).toList();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
		return (List<Map<String, Object>>) Objects.requireNonNull(map.get(key));
	}

	private void assertExposed(List<String> queries) {
		Scrape scrape = scrapeAfterOneOfEachKind();
		for (String query : queries) {
			PromQl parsed = PromQl.parse(query);
			assertThat(parsed.metrics()).as(query).isNotEmpty().isSubsetOf(scrape.labels().keySet());
			Set<String> known = new TreeSet<>(OF_THE_SCRAPE);
			parsed.metrics().forEach((metric) -> known.addAll(scrape.labels().getOrDefault(metric, Set.of())));
			assertThat(parsed.labels()).as(query).isSubsetOf(known);
		}
	}

	/**
	 * The deliveries are counted a moment after the callback has arrived.
	 */
	private Scrape scrapeAfterOneOfEachKind() {
		put(INPUTS, "in/a.png", TestImages.png());
		process(ServiceClient.SINGLE_B64);
		process(ServiceClient.SINGLE_COS);
		processBatch();
		return Eventually.value(PATIENCE, () -> {
			Scrape scrape = Scrape.of(this.service);
			for (String kind : List.of("image_b64", "image_cos", "batch")) {
				assertThat(scrape.value("media_job_running_seconds_count", "kind", kind)).isPositive();
				assertThat(scrape.value("media_jobs_total", "kind", kind, "verdict", "completed")).isPositive();
			}
			assertThat(scrape.value("media_jobs_queued")).isNotNaN();
			return scrape;
		});
	}

	@Test
	void jobIsCountedWithItsCallsItsFallbackAndItsCallback() {
		Scrape before = Scrape.of(this.service);
		provider.willFail(OpenAiStub.Error.BILLING_HARD_LIMIT);
		process(ServiceClient.SINGLE_B64);
		Eventually.within(PATIENCE, () -> {
			Scrape after = Scrape.of(this.service);
			assertMore(before, after, "media_jobs_total", "kind", "image_b64", "verdict", "completed");
			assertMore(before, after, "media_fallbacks_total", "kind", "image_b64", "reason", "openai_billing_limit");
			assertMore(before, after, "media_job_waiting_seconds_count", "kind", "image_b64");
			assertMore(before, after, "media_job_running_seconds_count", "kind", "image_b64");
			assertMore(before, after, "media_callback_attempt_seconds_count", "outcome", "delivered");
		});
		// Counted before the verdict: no more than the provider saw.
		assertThat(calls(Scrape.of(this.service), "billing_limit") - calls(before, "billing_limit"))
			.isEqualTo(provider.edits().size())
			.isOne();
	}

	@Test
	void callbackThatIsGivenUpIsCountedAndKept() {
		Scrape before = Scrape.of(this.service);
		receiver.willAnswer(500, 500, 500);
		String job = this.service.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		Eventually.within(PATIENCE,
				() -> assertThat(text(this.service.job(job).path("callback"), "state")).isEqualTo("dead_letter"));
		Eventually.within(PATIENCE, () -> {
			Scrape after = Scrape.of(this.service);
			assertMore(before, after, "media_dead_letters_total");
			assertThat(after.value("media_callback_attempt_seconds_count", "outcome", "rejected")
					- before.value("media_callback_attempt_seconds_count", "outcome", "rejected"))
				.isGreaterThanOrEqualTo(3);
			assertThat(after.value("media_dead_letters_kept")).isPositive();
		});
	}

	@Test
	void readinessTellsTheReasonsOnlyWhereItIsProtected() {
		process(ServiceClient.SINGLE_COS);
		assertThat(this.service.get("/actuator/health/liveness").text()).isEqualTo("{\"status\":\"UP\"}");
		assertThat(this.service.get("/actuator/health/readiness").json().propertyNames()).containsExactly("status");
		assertThat(this.service.get("/actuator/health").json().propertyNames()).doesNotContain("components", "details");
		JsonNode reasons = this.service.get("/actuator/readiness").json().path("components");
		assertThat(reasons.propertyNames()).containsExactlyInAnyOrder("readinessState", "database", "provider",
				"storage", "disk");
		assertThat(reasons.path("provider").path("details").path("calls").asInt()).isPositive();
		assertThat(reasons.path("storage").path("details").path("calls").asInt()).isPositive();
	}

	private static double calls(Scrape scrape, String outcome) {
		return scrape.value("media_provider_call_seconds_count", "model", "gpt-image-2", "outcome", outcome);
	}

	private static void assertMore(Scrape before, Scrape after, String name, String... labels) {
		assertThat(after.value(name, labels)).as(name).isGreaterThanOrEqualTo(before.value(name, labels) + 1);
	}

}
