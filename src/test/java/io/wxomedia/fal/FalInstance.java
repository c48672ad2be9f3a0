package io.wxomedia.fal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.event.StreamConnections;
import io.wxomedia.generation.GeneratedImage;
import io.wxomedia.generation.ImageGenerator;
import io.wxomedia.generation.ImageOrder;
import io.wxomedia.generation.RemoteCalls;
import io.wxomedia.generation.VideoOrder;
import io.wxomedia.generation.VideoStep;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.submission.JobRetries;
import io.wxomedia.submission.Jobs;
import io.wxomedia.testing.FalStub;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestImages;
import io.wxomedia.web.PublicUrl;
import io.wxomedia.web.Refusal;
import io.wxomedia.worker.JobCancellation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The beans that work on jobs, with a kind of job that has one video made by fal, and a
 * server that takes fal's webhooks alone.
 */
final class FalInstance implements AutoCloseable {

	private static final String KIND = "video_alone";

	private static final String UNSTORED = "unstored";

	private final ConfigurableApplicationContext context;

	private final HttpServer server;

	private final JdbcClient jdbc;

	private FalInstance(ConfigurableApplicationContext context, HttpServer server, JdbcClient jdbc) {
		this.context = context;
		this.server = server;
		this.jdbc = jdbc;
		server.createContext("/", this::take);
		server.start();
	}

	static FalInstance start(TestDatabase database, Path folder, FalStub fal, String... settings) {
		HttpServer server;
		try {
			server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
		String[] arguments = Stream.concat(
				Stream.of("--DATA_DIR=" + folder, "--FAL_KEY=" + FalStub.KEY, "--FAL_QUEUE_URL=" + fal.queueUrl(),
						"--FAL_JWKS_URL=" + fal.jwksUrl(), "--VIDEO_MAX_BYTES=1MB", "--SHUTDOWN_GRACE_SECONDS=0"),
				Stream.of(settings))
			.toArray(String[]::new);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.logStartupInfo(false)
			.initializers((starting) -> {
				starting.getBeanFactory().registerSingleton("dataSource", database.dataSource());
				starting.getBeanFactory().registerSingleton("publicUrl", (PublicUrl) () -> address);
			})
			.run(arguments);
		return new FalInstance(context, server, database.jdbc());
	}

	private void take(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		Headers headers = exchange.getRequestHeaders();
		String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
		FalSignatures.Head head = new FalSignatures.Head(headers.getFirst("X-Fal-Webhook-Request-Id"),
				headers.getFirst("X-Fal-Webhook-User-Id"), headers.getFirst("X-Fal-Webhook-Timestamp"),
				headers.getFirst("X-Fal-Webhook-Signature"));
		int status = 200;
		String answer;
		try {
			answer = this.context.getBean(FalWebhooks.class).take(head, query.replace("call=", ""), body).status();
		}
		catch (Refusal ex) {
			status = Integer.parseInt(String.valueOf(ReflectionTestUtils.getField(ex, "status")).substring(0, 3));
			answer = String.valueOf(ReflectionTestUtils.getField(ex, "code"));
		}
		exchange.sendResponseHeaders(status, answer.length());
		exchange.getResponseBody().write(answer.getBytes(StandardCharsets.US_ASCII));
		exchange.close();
	}

	/**
	 * Order a video, from a picture or from words alone.
	 */
	JobId order(boolean picture) {
		return this.context.getBean(Jobs.class)
			.accept(new NewJob(KIND, "someone", null, null, Boolean.toString(picture), null, 0, null))
			.id();
	}

	/**
	 * Order a video that is made and cannot be stored, so that its job fails.
	 */
	JobId orderUnstored() {
		return this.context.getBean(Jobs.class)
			.accept(new NewJob(KIND, "someone", null, null, UNSTORED, null, 0, null))
			.id();
	}

	JobId retry(JobId job) throws IOException {
		return this.context.getBean(JobRetries.class).retry(job, null, null).id();
	}

	void remove(JobId job) {
		this.context.getBean(JobRemoval.class).remove(job);
	}

	void cancel(JobId job) {
		JobCancellation.Outcome outcome = this.context.getBean(JobCancellation.class).cancel(job);
		if (outcome != JobCancellation.Outcome.CANCELLED) {
			throw new AssertionError("The job was not cancelled: " + outcome);
		}
	}

	/**
	 * Return the address of the webhook that an earlier process gave away, at this one.
	 */
	String webhook(FalStub.Request order) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort()
				+ URI.create(String.valueOf(order.webhook())).getPath() + "?"
				+ URI.create(String.valueOf(order.webhook())).getQuery();
	}

	String state(JobId job) {
		return column("state", job);
	}

	String phase(JobId job) {
		return column("phase", job);
	}

	String verdict(JobId job) {
		return column("verdict", job);
	}

	String error(JobId job) {
		return column("error", job);
	}

	private String column(String name, JobId job) {
		String value = this.jdbc.sql("select coalesce(" + name + ", '') from job where id = :id")
			.param("id", job.value())
			.query(String.class)
			.single();
		return name.equals("error") ? value : value.toLowerCase(Locale.ROOT);
	}

	BigDecimal cost(JobId job) {
		return this.jdbc.sql("select coalesce(sum(cost_usd), 0) from provider_call where job_id = :id")
			.param("id", job.value())
			.query(BigDecimal.class)
			.single();
	}

	double counted(String event) {
		return this.context.getBean(MeterRegistry.class)
			.get("media.remote.calls")
			.tags("provider", "fal", "event", event)
			.counter()
			.count();
	}

	double webhooks(String outcome) {
		return this.context.getBean(MeterRegistry.class)
			.get("media.fal.webhooks")
			.tag("outcome", outcome)
			.counter()
			.count();
	}

	/**
	 * Return what each call cost and was thought to cost at the most.
	 */
	List<String> costs(JobId job) {
		return this.jdbc.sql("select cost_usd, estimate_usd from provider_call where job_id = :id")
			.param("id", job.value())
			.query((row, index) -> plain(row.getBigDecimal(1)) + "/" + plain(row.getBigDecimal(2)))
			.list();
	}

	private static String plain(@Nullable BigDecimal amount) {
		return (amount != null) ? amount.stripTrailingZeros().toPlainString() : "unknown";
	}

	byte[] video(JobId job) throws IOException {
		UUID payload = this.jdbc.sql("select result_payload from job where id = :id")
			.param("id", job.value())
			.query(UUID.class)
			.single();
		return this.context.getBean(PayloadStore.class).open(new PayloadId(payload)).readAllBytes();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.context.close();
	}

	/**
	 * The modules that work on jobs. Not annotated as a configuration, or the whole
	 * service would find it in tests.
	 */
	@ConfigurationPropertiesScan("io.wxomedia")
	@ComponentScan(basePackages = "io.wxomedia", useDefaultFilters = false,
			includeFilters = @ComponentScan.Filter(type = FilterType.REGEX,
					pattern = "io\\.wxomedia\\.(job|worker|submission|event|queue|payload|spending|provider|platform"
							+ "|monitoring|generation|fal)\\.(?!Monitoring)\\w+Configuration"))
	static class Beans {

		@Bean
		JdbcClient jdbcClient(DataSource dataSource) {
			return JdbcClient.create(dataSource);
		}

		@Bean
		TransactionTemplate transactionTemplate(DataSource dataSource) {
			return new TransactionTemplate(new JdbcTransactionManager(dataSource));
		}

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
		Clock clock() {
			return Clock.systemUTC();
		}

		@Bean
		NoPictures noPictures() {
			return new NoPictures();
		}

		@Bean
		VideoAlone videoAlone(RemoteCalls calls) {
			return new VideoAlone(calls);
		}

	}

	/**
	 * Makes no pictures.
	 */
	private static final class NoPictures implements ImageEditor, ImageGenerator {

		@Override
		public EditedImage edit(EditRequest request) {
			throw new UnsupportedOperationException("No picture is made");
		}

		@Override
		public GeneratedImage generate(ImageOrder order, Duration timeout, Runnable beforeSent) {
			throw new UnsupportedOperationException("No picture is made");
		}

		@Override
		public Purchase purchase(ImageOrder order) {
			return new Purchase(seller(), new PricedCall(new ProviderModel(provider(), model()), "auto", "auto"));
		}

		@Override
		public String provider() {
			return "nobody";
		}

		@Override
		public String seller() {
			return "Nobody";
		}

		@Override
		public String model() {
			return "none";
		}

		@Override
		public List<String> missingSettings() {
			return List.of();
		}

	}

	/**
	 * A job that is one video.
	 */
	private record VideoAlone(RemoteCalls calls) implements JobHandler {

		@Override
		public List<JobKind> kinds() {
			return List.of(new JobKind(KIND, false, false, false));
		}

		@Override
		public JobStep run(JobRun run) throws Exception {
			VideoOrder.Picture picture = Boolean.parseBoolean(run.job().request())
					? new VideoOrder.Picture(() -> new ByteArrayInputStream(TestImages.png()), "image/png", () -> null)
					: null;
			VideoStep step = this.calls.advance(run, 0,
					new VideoOrder("A lighthouse at dawn", picture, 8, "1080p", VideoOrder.AUTO, true));
			if (step instanceof VideoStep.Waiting waiting) {
				return new JobStep.Wait(waiting.at(), waiting.phase());
			}
			if (step instanceof VideoStep.Ready ready && UNSTORED.equals(run.job().request())) {
				return new JobStep.Finish(Verdict.FAILED, "It cannot be stored",
						new JobRun.Progress("finishing", 0, 1, 1, 0), null, ready.video(),
						new CallbackMessage(Map.of(), null), List.of());
			}
			if (step instanceof VideoStep.Ready ready) {
				return new JobStep.Finish(Verdict.COMPLETED, null, new JobRun.Progress("finishing", 1, 0, 1, 0), "{}",
						ready.video(), new CallbackMessage(Map.of(), null), List.of());
			}
			return fail(run, ((VideoStep.Failed) step).error());
		}

		@Override
		public JobStep.Finish fail(JobRun run, String error) {
			this.calls.cancel(run.job().id());
			return new JobStep.Finish(Verdict.FAILED, error, new JobRun.Progress("finishing", 0, 1, 1, 0), null, null,
					new CallbackMessage(Map.of(), null), List.of());
		}

		@Override
		public Result result(Job job) {
			return Optional.ofNullable(job.resultPayload())
				.<Result>map((payload) -> new Result.Kept(payload, "video/mp4"))
				.orElseGet(() -> new Result.None("There is no video."));
		}

		@Override
		public void takeOver(Job earlier, List<JobItem> items, JobId again) {
			this.calls.takeOver(earlier.id(), again);
		}

		@Override
		public CallbackMessage renew(Job job) {
			return new CallbackMessage(Map.of(), null);
		}

	}

}
