package io.wxomedia.durability;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.event.StreamConnections;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.EditModels;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.ModelFields;
import io.wxomedia.queue.QueueLook;
import io.wxomedia.queue.WorkQueues;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.SharedScan;
import io.wxomedia.testing.TestImages;
import io.wxomedia.web.PublicUrl;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The beans that take and work on jobs, on a real database, without a web server. What
 * they change in the world goes through here, so that they can be killed at each of it.
 */
final class MortalInstance implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final MockMvc endpoints;

	private final Death death;

	private final Runnable ending;

	private MortalInstance(ConfigurableApplicationContext context, World world, Death death) {
		this.context = context;
		this.death = death;
		this.ending = follow(world.clock(), context.getBean(WorkQueues.class));
		this.endpoints = MockMvcBuilders
			.standaloneSetup(context.getBean("imageController"), context.getBean("workflowStartController"),
					context.getBean("videoGenerateController"))
			.build();
	}

	static MortalInstance start(World world, Death death, String... settings) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.logStartupInfo(false)
			.resourceLoader(new SharedScan.Files())
			.initializers((starting) -> {
				starting.getBeanFactory().registerSingleton("world", world);
				starting.getBeanFactory().registerSingleton("death", death);
			})
			.run(arguments(world, settings));
		return new MortalInstance(context, world, death);
	}

	/**
	 * Its chores would be noticed as due only at the next look.
	 * @return what ends it
	 */
	private static Runnable follow(Clock clock, WorkQueues queues) {
		if (!(clock instanceof MovableClock movable)) {
			return () -> {
			};
		}
		QueueLook look = new QueueLook(queues);
		movable.follow(look);
		return () -> movable.leave(look);
	}

	/**
	 * The framework would join the values of a setting that is given twice.
	 */
	private static String[] arguments(World world, String... settings) {
		Map<String, String> arguments = new LinkedHashMap<>();
		Stream
			.concat(Stream.of("--DATA_DIR=" + world.directory(), "--COS_INPUT_BUCKET=in", "--COS_OUTPUT_BUCKET=out",
					"--CALLBACK_PRIVATE_NETWORKS=allow", "--SHUTDOWN_GRACE_SECONDS=0", "--MAX_PARALLEL_BATCH_IMAGES=1"),
					Stream.of(settings))
			.forEach((argument) -> arguments.put(argument.substring(0, argument.indexOf('=')), argument));
		return arguments.values().toArray(String[]::new);
	}

	/**
	 * Send a request.
	 * @return the answer, or {@code null} if the instance died over it
	 */
	@Nullable MockHttpServletResponse post(String path, String body, @Nullable String callbackUrl) throws Exception {
		return post(path, body, callbackUrl, "the only one");
	}

	@Nullable MockHttpServletResponse post(String path, String body, @Nullable String callbackUrl, String idempotencyKey)
			throws Exception {
		MockHttpServletRequestBuilder request = MockMvcRequestBuilders.post(path)
			.contentType(MediaType.APPLICATION_JSON)
			.header("Idempotency-Key", idempotencyKey)
			.content(body);
		if (callbackUrl != null) {
			request.header("callbackUrl", callbackUrl);
		}
		try {
			return this.endpoints.perform(request).andReturn().getResponse();
		}
		catch (ServletException ex) {
			if (ex.getCause() instanceof Death.Killed) {
				return null;
			}
			throw ex;
		}
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.ending.run();
		if (this.death.isDead()) {
			this.death.bury();
		}
		this.context.close();
		assertThat(this.death.calledInTransaction()).as("calls outside within a transaction").isEmpty();
	}

	/**
	 * What outlives an instance.
	 *
	 * @param database the database
	 * @param directory where the payloads are
	 * @param clock the time
	 * @param calls how often the provider was called
	 * @param objects the output bucket
	 * @param neighbours how provider and store behave
	 */
	record World(DataSource database, Path directory, Clock clock, AtomicInteger calls, Map<String, Long> objects,
			Neighbours neighbours) {

		World(DataSource database, Path directory, Clock clock) {
			this(database, directory, clock, new AtomicInteger(), new ConcurrentHashMap<>(), new Neighbours());
		}

	}

	/**
	 * How provider and store behave: well, with two images in the input bucket, unless a
	 * test says otherwise.
	 */
	static final class Neighbours {

		volatile Editing editing = (request) -> {
		};

		volatile List<String> inputs = List.of("a.png", "b.png");

		volatile Consumer<String> beforeListing = (bucket) -> {
		};

		/** Told which bucket is read, before it is. */
		volatile Consumer<String> beforeReading = (bucket) -> {
		};

		volatile Function<String, InputStream> reading = (key) -> new ByteArrayInputStream(TestImages.png());

		volatile Consumer<String> beforeStoring = (key) -> {
		};

		/** What was stored as JSON, by its key. */
		final Map<String, String> documents = new ConcurrentHashMap<>();

		final AtomicInteger pictures = new AtomicInteger();

		final AtomicInteger videos = new AtomicInteger();

		final AtomicInteger judgements = new AtomicInteger();

		final AtomicInteger cancelled = new AtomicInteger();

		volatile Fetching fetching = () -> {
		};

		volatile Judging judging = (texts) -> List.of();

		volatile Looking looking = (looks) -> (looks < 2) ? new RemoteState.Working(null)
				: new RemoteState.Done(URI.create("https://media.example.com/video.mp4"));

	}

	/**
	 * What moderation objects to.
	 */
	@FunctionalInterface
	interface Judging {

		List<String> judge(List<String> texts) throws CallFailure;

	}

	/**
	 * How far a video is, by how often it was asked for.
	 */
	@FunctionalInterface
	interface Looking {

		RemoteState look(int looks) throws CallFailure;

	}

	/**
	 * What happens before a video is sent.
	 */
	@FunctionalInterface
	interface Fetching {

		void fetch() throws IOException;

	}

	/**
	 * What the provider does before it answers.
	 */
	@FunctionalInterface
	interface Editing {

		void edit(EditRequest request) throws CallFailure;

	}

	/**
	 * The modules that change something, around them what a test can see. Not annotated
	 * as a configuration, or the whole service would find it in tests.
	 */
	@ConfigurationPropertiesScan("io.wxomedia")
	@ComponentScan(basePackages = "io.wxomedia", useDefaultFilters = false, includeFilters = @ComponentScan.Filter(
			type = FilterType.REGEX,
			pattern = "io\\.wxomedia\\.((job|worker|inbox|submission|jobapi|event|queue|payload|spending|credits|provider|preview|image|imageapi|callback|generation|workflow|workflowapi|video"
					+ "|destination|exchange|platform|signature|monitoring|wait)"
					+ "\\.(?!Edit|Monitoring)\\w+Configuration|image\\.MonitoredImages|imageapi\\.Image(Controller|Submissions)|workflowapi\\.WorkflowStartController|video\\.VideoGenerateController)"))
	static class Beans {

		@Bean
		DataSource dataSource(World world, Death death) {
			return new MortalDataSource(world.database(), death);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

		@Bean
		JdbcClient jdbcClient(DataSource dataSource) {
			return JdbcClient.create(dataSource);
		}

		@Bean
		TransactionTemplate transactionTemplate(DataSource dataSource) {
			return new TransactionTemplate(new JdbcTransactionManager(dataSource));
		}

		@Bean
		PublicUrl publicUrl() {
			return () -> URI.create("http://localhost:8000");
		}

		/**
		 * There is no server whose connections could be taken over.
		 */
		@Bean
		StreamConnections streamConnections() {
			return (request, response, listener) -> {
				throw new UnsupportedOperationException("Nothing is streamed without a web server");
			};
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		JsonMapper jsonMapper() {
			return new JsonMapper();
		}

		@Bean
		Clock clock(World world) {
			return world.clock();
		}

		@Bean
		static BeanPostProcessor mortalPayloads(Death death) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof PayloadStore payloads) ? new MortalPayloads(payloads, death) : bean;
				}

			};
		}

		@Bean
		ImageEditor imageEditor(World world, Death death) {
			return new CountingEditor(world, death);
		}

		@Bean
		MortalGeneration mortalGeneration(World world, Death death) {
			return new MortalGeneration(world, death);
		}

		@Bean
		EditModels editModels() {
			return ModelFields::unknown;
		}

		@Bean
		ObjectStorage objectStorage(World world, Death death) {
			return new MortalStorage(world, death);
		}

	}

	/**
	 * Each call is paid for when it arrives.
	 */
	private record CountingEditor(World world, Death death) implements ImageEditor {

		@Override
		public EditedImage edit(EditRequest request) throws CallFailure {
			request.beforeSent().run();
			this.death.callsOutside();
			this.death.reach(SideEffect.PROVIDER_CALLED, Moment.BEFORE);
			this.world.calls().incrementAndGet();
			this.death.reach(SideEffect.PROVIDER_CALLED, Moment.DURING);
			this.world.neighbours().editing.edit(request);
			this.death.reach(SideEffect.PROVIDER_CALLED, Moment.AFTER);
			return new EditedImage(TestImages.png(), null, null, null);
		}

		@Override
		public String provider() {
			return "openai";
		}

		@Override
		public String seller() {
			return "OpenAI";
		}

		@Override
		public String model() {
			return "counting";
		}

		@Override
		public List<String> missingSettings() {
			return List.of();
		}

	}

	/**
	 * An input bucket with two images, and the output bucket.
	 */
	private record MortalStorage(World world, Death death) implements ObjectStorage {

		@Override
		public void list(String bucket, String prefix, Consumer<String> keys) {
			this.death.callsOutside();
			this.world.neighbours().beforeListing.accept(bucket);
			if (bucket.equals("out")) {
				this.world.objects().keySet().stream().filter((key) -> key.startsWith(prefix)).forEach(keys);
				return;
			}
			this.world.neighbours().inputs.forEach(keys);
		}

		@Override
		public InputStream get(String bucket, String key) {
			this.death.callsOutside();
			this.world.neighbours().beforeReading.accept(bucket);
			return this.world.neighbours().reading.apply(key);
		}

		@Override
		public void put(String bucket, String key, Content content) {
			this.death.callsOutside();
			this.world.neighbours().beforeStoring.accept(key);
			SideEffect effect = effect(key);
			this.death.reach(effect, Moment.BEFORE);
			try (InputStream bytes = content.source().open()) {
				byte[] stored = bytes.readAllBytes();
				this.world.objects().put(key, (long) stored.length);
				if (content.mimeType().equals("application/json")) {
					this.world.neighbours().documents.put(key, new String(stored, StandardCharsets.UTF_8));
				}
			}
			catch (IOException ex) {
				throw new AssertionError("The result cannot be read", ex);
			}
			this.death.reach(effect, Moment.AFTER);
		}

		private static SideEffect effect(String key) {
			if (key.startsWith("images/") || key.startsWith("videos/")) {
				return key.startsWith("images/") ? SideEffect.PICTURE_UPLOADED : SideEffect.VIDEO_UPLOADED;
			}
			return key.endsWith("/manifest.json") ? SideEffect.MANIFEST_WRITTEN : SideEffect.RESULT_UPLOADED;
		}

		@Override
		public void delete(String bucket, String key) {
			this.death.callsOutside();
			this.death.reach(SideEffect.OBJECT_REMOVED, Moment.BEFORE);
			this.world.objects().remove(key);
			this.death.reach(SideEffect.OBJECT_REMOVED, Moment.AFTER);
		}

		@Override
		public URI link(String bucket, String key, Duration validFor) {
			return URI.create("http://127.0.0.1/" + bucket + "/" + key);
		}

		@Override
		public List<String> missingSettings() {
			return List.of();
		}

	}

}
