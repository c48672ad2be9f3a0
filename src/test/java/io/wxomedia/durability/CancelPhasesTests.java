package io.wxomedia.durability;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TcpProxy;
import io.wxomedia.testing.TestImages;
import io.wxomedia.testing.WatchedProvider;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for cancelling a job in each phase of its life, where it is worked on and from
 * another instance. An instance works on one job at a time, so that a worker that is not
 * free again is noticed; what is held by the provider or hangs would last for minutes.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CancelPhasesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final int PERMITS = 100;

	private final WatchedProvider provider = WatchedProvider.start();

	private final CallbackReceiver receiver = CallbackReceiver.start();

	private final S3Server store = S3Server.start("inputs", "outputs");

	private final TcpProxy network = TcpProxy.to(this.store.endpoint().getPort());

	private final List<AutoCloseable> opened = new ArrayList<>(
			List.of(this.provider, this.receiver, this.network, this.store));

	private final Map<Where, Service> services = new HashMap<>();

	private String unique = "";

	@BeforeAll
	void start() throws IOException {
		EmbeddedPostgres postgres = EmbeddedPostgres.start();
		this.opened.add(0, postgres);
		String url = postgres.getJdbcUrl("postgres", "postgres");
		ConfigurableApplicationContext alone = instance(Map.of());
		this.services.put(Where.ON_THE_SAME_INSTANCE, Service.of(alone, alone));
		Map<String, String> shared = Map.of("SPRING_DATASOURCE_URL", url, "SPRING_DATASOURCE_USERNAME", "postgres",
				"SPRING_DATASOURCE_PASSWORD", "postgres");
		ConfigurableApplicationContext web = instance(with(shared, "ROLE", "web"));
		ConfigurableApplicationContext worker = instance(with(shared, "ROLE", "worker"));
		this.services.put(Where.FROM_ANOTHER_INSTANCE, Service.of(web, worker));
		for (int i = 0; i < 3; i++) {
			byte[] picture = TestImages.png(20 + i, 10, Color.GREEN);
			String key = "picture-" + i + ".png";
			this.store.client().putObject((put) -> put.bucket("inputs").key(key), RequestBody.fromBytes(picture));
		}
	}

	private static Map<String, String> with(Map<String, String> settings, String name, String value) {
		Map<String, String> more = new HashMap<>(settings);
		more.put(name, value);
		return more;
	}

	private ConfigurableApplicationContext instance(Map<String, String> more) {
		Map<String, Object> settings = new TreeMap<>(more);
		settings.put("PORT", "0");
		settings.put("DATA_DIR", Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath());
		settings.put("OPENAI_API_KEY", "sk-test");
		settings.put("OPENAI_BASE_URL", this.provider.baseUrl());
		settings.put("OPENAI_IMAGES_PER_MINUTE", Integer.toString(PERMITS));
		settings.put("COS_ENDPOINT", "http://127.0.0.1:" + this.network.port());
		settings.put("COS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID);
		settings.put("COS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY);
		settings.put("COS_INPUT_BUCKET", "inputs");
		settings.put("COS_OUTPUT_BUCKET", "outputs");
		settings.put("CALLBACK_PRIVATE_NETWORKS", "allow");
		settings.put("CALLBACK_MAX_RETRIES", "50");
		settings.put("CALLBACK_BACKOFF_SECONDS", "0.3");
		settings.put("MAX_CONCURRENT_JOBS", "1");
		settings.put("MAX_PARALLEL_BATCH_IMAGES", "1");
		String[] arguments = settings.entrySet()
			.stream()
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(MediaApplication.class)
			.web(WebApplicationType.SERVLET)
			.registerShutdownHook(false)
			.run(arguments);
		this.opened.add(0, context);
		return context;
	}

	@AfterEach
	void mend() {
		this.provider.hold((prompt) -> false);
		this.network.mend();
		this.receiver.willTakeEverything();
		this.services.values().forEach((service) -> permits(service, 0));
	}

	@AfterAll
	void stop() throws Exception {
		for (AutoCloseable open : this.opened) {
			open.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void jobThatIsQueuedOrCallsTheProvider(Where where) {
		Service service = begin(where);
		this.provider.hold((prompt) -> prompt.startsWith("held" + this.unique));
		String calling = submit(service, ServiceClient.SINGLE_B64, "held" + this.unique);
		Eventually.within(PATIENCE, () -> assertThat(this.provider.calls()).contains("held" + this.unique));
		String queued = submit(service, ServiceClient.SINGLE_B64, "queued" + this.unique);
		assertThat(service.client().job(queued).path("state").asString()).isEqualTo("queued");

		isCancelled(service, queued, cancel(service, queued), "false");
		isCancelled(service, calling, cancel(service, calling), "null");
		Eventually.within(PATIENCE, () -> assertThat(this.provider.abandoned()).contains("held" + this.unique));
		workerIsFree(service, ServiceClient.SINGLE_B64);
		assertThat(this.provider.calls()).doesNotContain("queued" + this.unique);
		assertThat(this.provider.calls()).containsOnlyOnce("held" + this.unique);
	}

	@ParameterizedTest
	@EnumSource
	void jobThatWaitsForAPermit(Where where) {
		Service service = begin(where);
		permits(service, PERMITS);
		String job = submit(service, ServiceClient.SINGLE_B64, "no permit" + this.unique);
		awaitPhase(service, job, "waiting");
		isCancelled(service, job, cancel(service, job), "false");
		permits(service, 0);
		workerIsFree(service, ServiceClient.SINGLE_B64);
		assertThat(this.provider.calls()).doesNotContain("no permit" + this.unique);
	}

	@ParameterizedTest
	@EnumSource
	void jobThatWaitsForTheStore(Where where) {
		Service service = begin(where);
		this.network.cut();
		String job = submit(service, ServiceClient.SINGLE_COS, "unstored" + this.unique);
		awaitPhase(service, job, "storing");
		isCancelled(service, job, cancel(service, job), "true");
		this.network.mend();
		workerIsFree(service, ServiceClient.SINGLE_COS);
		assertThat(keys()).noneMatch((key) -> key.contains(job));
		assertThat(this.provider.calls()).containsOnlyOnce("unstored" + this.unique);
	}

	@ParameterizedTest
	@EnumSource
	void jobThatIsBeingDeliveredHasFinished(Where where) {
		Service service = begin(where);
		this.receiver.willAnswer(503, 503, 503, 503, 503, 503);
		String job = submit(service, ServiceClient.SINGLE_B64, "delivered" + this.unique);
		this.receiver.take(job, PATIENCE);
		Answer answer = cancel(service, job);
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.code()).isEqualTo("already_finished");
		JsonNode view = delivered(service, job);
		assertThat(view.path("verdict").asString()).isEqualTo("completed");
		assertThat(view.path("cancelled").asBoolean()).isFalse();
		assertThat(this.receiver.received(job)).hasSizeGreaterThan(1)
			.allSatisfy((callback) -> assertThat(callback.json().path("status").asString()).isEqualTo("completed"));
	}

	@ParameterizedTest
	@EnumSource
	void batchThatCallsTheProviderForItsSecondImage(Where where) {
		Service service = begin(where);
		String prompt = "held batch" + this.unique;
		this.provider.hold((called) -> called.equals(prompt)
				&& this.provider.calls().indexOf(prompt) != this.provider.calls().lastIndexOf(prompt));
		String job = submit(service, ServiceClient.BATCH, prompt);
		Eventually.within(PATIENCE,
				() -> assertThat(this.provider.calls().stream().filter(prompt::equals).count()).isEqualTo(2));
		isCancelled(service, job, cancel(service, job), "true");
		Eventually.within(PATIENCE, () -> assertThat(this.provider.abandoned()).contains(prompt));
		tellsWhatWasDone(service, job);
		workerIsFree(service, ServiceClient.BATCH);
		assertThat(this.provider.calls().stream().filter(prompt::equals).count()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void batchThatWaitsBetweenItsImages(Where where) {
		Service service = begin(where);
		permits(service, PERMITS - 1);
		String prompt = "between" + this.unique;
		String job = submit(service, ServiceClient.BATCH, prompt);
		Eventually.within(PATIENCE, () -> {
			JsonNode view = service.client().job(job);
			assertThat(view.path("state").asString()).isEqualTo("queued");
			assertThat(view.at("/progress/done").asInt()).isOne();
		});
		isCancelled(service, job, cancel(service, job), "true");
		tellsWhatWasDone(service, job);
		permits(service, 0);
		workerIsFree(service, ServiceClient.BATCH);
		assertThat(this.provider.calls()).containsOnlyOnce(prompt);
	}

	private Service begin(Where where) {
		this.unique = " " + UUID.randomUUID();
		return Objects.requireNonNull(this.services.get(where));
	}

	private String submit(Service service, String path, String prompt) {
		String body = path.equals(ServiceClient.BATCH) ? ServiceClient.batch(prompt)
				: ServiceClient.single(prompt, "photo.png", TestImages.png());
		return service.client().accepted(path, this.receiver.url(), body);
	}

	private static Answer cancel(Service service, String job) {
		return service.client().post("/jobs/" + job + "/cancel", "");
	}

	private static void awaitPhase(Service service, String job, String phase) {
		Eventually.within(PATIENCE,
				() -> assertThat(service.client().job(job).path("phase").asString("")).isEqualTo(phase));
	}

	private void isCancelled(Service service, String job, Answer answer, String paid) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		assertThat(answer.json().path("state").asString()).isEqualTo("finished");
		assertThat(answer.json().path("provider_call_paid").toString()).isEqualTo(paid);
		CallbackReceiver.Callback callback = this.receiver.take(job, PATIENCE);
		assertThat(callback.json().path("status").asString()).isEqualTo("failed");
		assertThat(callback.json().path("error").asString()).startsWith("The job was cancelled");
		JsonNode view = delivered(service, job);
		assertThat(view.path("verdict").asString()).isEqualTo("failed");
		assertThat(view.path("cancelled").asBoolean()).isTrue();
		assertThat(this.receiver.received(job)).hasSize(1);
	}

	private void tellsWhatWasDone(Service service, String job) {
		JsonNode callback = this.receiver.received(job).get(0).json();
		assertThat(callback.path("total_files").asInt()).isEqualTo(3);
		assertThat(callback.path("processed").asInt()).isOne();
		assertThat(service.client().job(job).at("/progress/done").asInt()).isOne();
		assertThat(keys()).filteredOn((key) -> key.contains(job) && key.endsWith(".png")).hasSize(1);
	}

	/**
	 * The one worker takes the next job.
	 */
	private void workerIsFree(Service service, String path) {
		String next = submit(service, path, "next" + this.unique);
		assertThat(delivered(service, next).path("verdict").asString()).isEqualTo("completed");
	}

	private static JsonNode delivered(Service service, String job) {
		return Eventually.value(PATIENCE, () -> {
			JsonNode view = service.client().job(job);
			assertThat(view.at("/callback/state").asString()).isEqualTo("delivered");
			return view;
		});
	}

	private List<String> keys() {
		return this.store.client()
			.listObjectsV2Paginator((request) -> request.bucket("outputs"))
			.contents()
			.stream()
			.map(S3Object::key)
			.toList();
	}

	/**
	 * Have so many of this minute's permits be used, and no others.
	 */
	private static void permits(Service service, int used) {
		service.jdbc().sql("delete from provider_permit").update();
		for (int i = 0; i < used; i++) {
			service.jdbc()
				.sql("insert into provider_permit (job_id, item, due_at, used) values (:job, 0, :now, true)")
				.param("job", UUID.randomUUID())
				.param("now", OffsetDateTime.now(ZoneOffset.UTC))
				.update();
		}
	}

	/**
	 * Where the cancelling is sent to.
	 */
	private enum Where {

		/**
		 * To the one that works on the job.
		 */
		ON_THE_SAME_INSTANCE,

		/**
		 * To one that does not.
		 */
		FROM_ANOTHER_INSTANCE

	}

	/**
	 * A service of one or two instances.
	 *
	 * @param client talks to the instance that takes requests
	 * @param jdbc its database
	 */
	private record Service(ServiceClient client, JdbcClient jdbc) {

		static Service of(ConfigurableApplicationContext web, ConfigurableApplicationContext worker) {
			int port = web.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			return new Service(new ServiceClient(port), worker.getBean(JdbcClient.class));
		}

	}

}
