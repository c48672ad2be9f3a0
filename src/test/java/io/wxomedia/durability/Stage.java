package io.wxomedia.durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.EditProvider;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.wxomedia.testing.TestImages;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a service needs around it for one test: a provider, a receiver, a directory that
 * outlives each process. Adds the output of the services to a failure.
 */
class Stage implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {

	static final Duration PATIENCE = Duration.ofSeconds(90);

	private final Map<String, String> defaults;

	private final List<ServiceProcess> services = new ArrayList<>();

	private @Nullable Neighbours neighbours;

	Stage(String... defaults) {
		this.defaults = pairs(defaults);
	}

	private static Map<String, String> pairs(String... namesAndValues) {
		Map<String, String> pairs = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			pairs.put(namesAndValues[i], namesAndValues[i + 1]);
		}
		return pairs;
	}

	@Override
	public void beforeEach(ExtensionContext context) throws IOException {
		this.neighbours = new Neighbours(EditProvider.start(), CallbackReceiver.start(),
				Files.createTempDirectory("durability-"));
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		this.services.forEach(ServiceProcess::close);
		this.services.clear();
		neighbours().close();
	}

	@Override
	public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
		for (ServiceProcess service : this.services) {
			failure.addSuppressed(new AssertionError("Output of a service:\n" + service.output()));
		}
		throw failure;
	}

	/**
	 * Start a service, on the data that an earlier one left.
	 * @param settings names and values of environment variables in turn
	 */
	ServiceProcess start(String... settings) {
		return start(directory(), settings);
	}

	/**
	 * Start a service with a directory of its own, on a database that others share.
	 * @param settings names and values of environment variables in turn
	 */
	ServiceProcess start(EmbeddedPostgres postgres, String name, String... settings) {
		List<String> all = new ArrayList<>(List.of("SPRING_DATASOURCE_URL", postgres.getJdbcUrl("postgres", "postgres"),
				"SPRING_DATASOURCE_USERNAME", "postgres", "SPRING_DATASOURCE_PASSWORD", "postgres"));
		all.addAll(List.of(settings));
		return start(directory().resolve(name), all.toArray(String[]::new));
	}

	ServiceProcess start(Path directory, String... settings) {
		Map<String, String> environment = new HashMap<>(Map.of("OPENAI_API_KEY", "sk-test", "OPENAI_BASE_URL",
				provider().baseUrl(), "CALLBACK_BACKOFF_SECONDS", "0.2", "MAX_CONCURRENT_JOBS", "4"));
		environment.putAll(this.defaults);
		environment.putAll(pairs(settings));
		ServiceProcess service = ServiceProcess.start(directory, environment);
		this.services.add(service);
		return service;
	}

	private Neighbours neighbours() {
		return Objects.requireNonNull(this.neighbours, "The stage is there while a test runs");
	}

	EditProvider provider() {
		return neighbours().provider();
	}

	CallbackReceiver receiver() {
		return neighbours().receiver();
	}

	Path directory() {
		return neighbours().directory();
	}

	/**
	 * Submit a job that answers in base64.
	 */
	String submit(ServiceClient client, String prompt) {
		return client.accepted(ServiceClient.SINGLE_B64, receiver().url(),
				ServiceClient.single(prompt, "photo.png", TestImages.png()));
	}

	void awaitCalls(String prompt, int calls) {
		Eventually.within(PATIENCE, () -> assertThat(provider().edits(prompt)).isEqualTo(calls));
	}

	/**
	 * Wait for the verdict and the delivery of a job.
	 */
	JsonNode settled(ServiceClient client, String job) {
		client.finished(job, PATIENCE);
		return Eventually.value(PATIENCE, () -> {
			JsonNode view = client.job(job);
			assertThat(view.at("/callback/state").asString()).isIn("delivered", "dead_letter");
			return view;
		});
	}

	/**
	 * Check that whatever was delivered for a job was always the same.
	 */
	void deliveriesAgree() {
		deliveriesAgree("job_id");
	}

	/**
	 * Check that whatever was delivered was always the same.
	 * @param field which field of a callback names its job
	 */
	void deliveriesAgree(String field) {
		Map<String, Set<String>> bodies = new HashMap<>();
		for (CallbackReceiver.Callback callback : receiver().received()) {
			String id = callback.header("webhook-id");
			assertThat(callback.json().path(field).asString()).isEqualTo(id);
			bodies.computeIfAbsent(id, (unknown) -> new HashSet<>()).add(callback.text());
		}
		assertThat(bodies).allSatisfy((id, variants) -> assertThat(variants).as("bodies for %s", id).hasSize(1));
	}

	List<CallbackReceiver.Callback> deliveries(String job) {
		return receiver().received().stream().filter((callback) -> callback.header("webhook-id").equals(job)).toList();
	}

	private record Neighbours(EditProvider provider, CallbackReceiver receiver, Path directory) {

		void close() throws IOException {
			this.provider.close();
			this.receiver.close();
			FileSystemUtils.deleteRecursively(this.directory);
		}

	}

}
