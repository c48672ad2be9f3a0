package io.wxomedia.durability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wxomedia.credits.Credits.Charge;
import io.wxomedia.credits.TestCredits;
import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.job.JobId;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that kill the service before, during and after each side effect of a job. The
 * instance that comes after it, on the same database and files, must end the job with one
 * verdict, one callback and a bill that is no higher than it must be.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultTableTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String CREDITS = "--CREDITS_PER_IMAGE=3";

	private final HttpServer receiver = startReceiver();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> callbacks = new CopyOnWriteArrayList<>();

	private volatile Death current = Death.never();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	private static HttpServer startReceiver() {
		try {
			return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The receiver did not start", ex);
		}
	}

	FaultTableTests() {
		this.receiver.setExecutor(this.threads);
		this.receiver.createContext("/", this::receive);
		this.receiver.start();
	}

	@AfterAll
	void close() throws InterruptedException {
		this.receiver.stop(0);
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	private void receive(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.callbacks.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			this.current.reach(SideEffect.CALLBACK_SENT, Moment.DURING);
			exchange.sendResponseHeaders(200, -1);
		}
		catch (Death.Killed ex) {
			// The sender is gone, so there is nobody to be answered.
		}
	}

	static Stream<Arguments> strikes() {
		return SideEffect.ofEdits()
			.stream()
			.flatMap((effect) -> effect.moments().stream().map((moment) -> Arguments.of(effect, moment)));
	}

	@ParameterizedTest
	@MethodSource("strikes")
	void jobThatACrashCutShortEndsAsIfThereHadBeenNone(SideEffect effect, Moment moment) throws Exception {
		this.callbacks.clear();
		// Databases keep microseconds, and what is rounded up never comes due for a clock
		// that stands still.
		MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));
		try (TestDatabase database = TestDatabase.h2()) {
			World world = new World(database.dataSource(), this.directory.resolve(effect + "-" + moment), clock);
			if (effect.job() == SideEffect.Job.BUSY_STORAGE || effect.job() == SideEffect.Job.BUSY_BATCH) {
				refuseOnce(world);
			}
			Death death = Death.at(effect, moment);
			this.current = death;
			MortalInstance first = MortalInstance.start(world, death, CREDITS);
			@Nullable MockHttpServletResponse answer = post(first, effect.job());
			assertThat(death.happened().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the crash").isTrue();
			this.threads.execute(first::close);
			String accepted = (answer != null) ? jobId(answer) : null;

			this.current = Death.never();
			try (MortalInstance second = MortalInstance.start(world, this.current, CREDITS)) {
				// Who got no answer asks again; who got one may.
				String job = jobId(Objects.requireNonNull(post(second, effect.job())));
				assertThat(job).isEqualTo((accepted != null) ? accepted : job);
				isSettledOnce(database.jdbc(), UUID.fromString(job), clock);
				assertThat(world.calls().get()).isBetween(images(effect),
						images(effect) + callsInFlight(effect, moment));
				isPaidForOnce(database, job, images(effect));
				hasItsManifest(world, job, effect.job());
				clock.advance(Duration.ofHours(3));
				leavesNothing(database.jdbc(), world, effect == SideEffect.ITEM_SETTLED && moment == Moment.AFTER);
			}
		}
	}

	private static void isPaidForOnce(TestDatabase database, String job, int images) {
		assertThat(TestCredits.on(database, 0).chargeOf(JobId.of(job)))
			.isEqualTo(new Charge(3 * images, 0, 3 * images, 0));
		TestCredits.requireRightBooks(database);
	}

	private static void refuseOnce(World world) {
		AtomicBoolean refused = new AtomicBoolean();
		world.neighbours().beforeStoring = (key) -> {
			if (refused.compareAndSet(false, true)) {
				throw new StorageFailure("SlowDown", null, true);
			}
		};
	}

	private @Nullable MockHttpServletResponse post(MortalInstance instance, SideEffect.Job job) throws Exception {
		String url = "http://127.0.0.1:" + this.receiver.getAddress().getPort() + "/callback";
		return switch (job) {
			case BASE64 -> instance.post(ServiceClient.SINGLE_B64, ServiceClient.single(), url);
			case STORAGE, BUSY_STORAGE -> instance.post(ServiceClient.SINGLE_COS, ServiceClient.single(), url);
			case BATCH, BUSY_BATCH -> instance.post(ServiceClient.BATCH, ServiceClient.batch("greyer"), url);
			case WORKFLOW, SESSION ->
				throw new IllegalArgumentException("WorkflowFaultTests and SessionFaultTests have these");
		};
	}

	private static String jobId(MockHttpServletResponse answer) throws IOException {
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(202);
		Matcher id = Pattern.compile("\"job_id\":\"([^\"]+)\"").matcher(answer.getContentAsString());
		assertThat(id.find()).isTrue();
		return id.group(1);
	}

	private static int images(SideEffect effect) {
		return (effect.job() == SideEffect.Job.BATCH || effect.job() == SideEffect.Job.BUSY_BATCH) ? 2 : 1;
	}

	/**
	 * A call whose answer nobody noted may have been paid for, and is made once more.
	 */
	private static int callsInFlight(SideEffect effect, Moment moment) {
		return switch (effect) {
			case PROVIDER_CALLED -> (moment == Moment.BEFORE) ? 0 : 1;
			case RESULT_STORED -> 1;
			case CALL_COMPLETED -> (moment == Moment.BEFORE) ? 1 : 0;
			default -> 0;
		};
	}

	private void isSettledOnce(JdbcClient jdbc, UUID job, MovableClock clock) {
		Eventually.within(PATIENCE, () -> {
			if (!jdbc.sql("select id from job where phase = 'storing'").query(UUID.class).list().isEmpty()) {
				clock.advance(Duration.ofSeconds(1));
			}
			assertThat(jdbc.sql("select state from delivery").query(String.class).list()).containsExactly("delivered");
			assertThat(
					jdbc.sql("select task_instance from job_queue where task_name = 'job'").query(String.class).list())
				.isEmpty();
			assertThat(jdbc.sql("select task_instance from batch_job_queue").query(String.class).list()).isEmpty();
			assertThat(jdbc.sql("select task_instance from delivery_queue").query(String.class).list()).isEmpty();
		});
		assertThat(jdbc.sql("select id from job").query(UUID.class).list()).containsExactly(job);
		assertThat(jdbc.sql("select verdict from job").query(String.class).single()).isEqualTo("completed");
		assertThat(this.callbacks).isNotEmpty().allSatisfy((body) -> assertThat(body).contains(job.toString()));
		assertThat(this.callbacks.stream().distinct()).hasSize(1);
		assertThat(jdbc.sql("select count(*) from delivery_attempt").query(Integer.class).single()).isOne();
	}

	private static void hasItsManifest(World world, String job, SideEffect.Job kind) {
		boolean batch = kind == SideEffect.Job.BATCH || kind == SideEffect.Job.BUSY_BATCH;
		assertThat(world.objects().keySet().stream().filter((key) -> key.endsWith("/manifest.json")))
			.hasSize(batch ? 1 : 0)
			.allMatch((key) -> key.contains(job));
	}

	/**
	 * The sweep spares what is younger than two hours, so it is that late now.
	 */
	private static void leavesNothing(JdbcClient jdbc, World world, boolean boughtMayStay) {
		List<String> named = jdbc.sql("select result_payload from job where result_payload is not null")
			.query(UUID.class)
			.list()
			.stream()
			.map(UUID::toString)
			.toList();
		// What was bought is kept with its job, also where a crash came between settling
		// and removing it.
		List<String> bought = jdbc.sql("select result_payload from provider_call where result_payload is not null")
			.query(UUID.class)
			.list()
			.stream()
			.map(UUID::toString)
			.toList();
		Eventually.within(PATIENCE, () -> assertThat(payloads(world)).containsAll(named)
			.allMatch((payload) -> named.contains(payload) || (boughtMayStay && bought.contains(payload))));
		assertThat(world.objects().keySet().stream().filter((key) -> !key.endsWith("_modified.png")))
			.allMatch((key) -> key.endsWith("/manifest.json"));
		assertThat(jdbc.sql("select count(*) from job_item where state = 'pending'").query(Integer.class).single())
			.isZero();
	}

	private static List<String> payloads(World world) throws IOException {
		try (Stream<Path> files = Files.walk(world.directory().resolve("payloads"))) {
			return files.filter(Files::isRegularFile)
				.map((file) -> file.getFileName().toString())
				.map((name) -> name.replace(".sealed", ""))
				.toList();
		}
	}

	@Test
	void architecturePageNamesTheSameSideEffects() throws IOException {
		String page = Files.readString(Path.of("ARCHITECTURE.md"));
		int table = page.indexOf("| Side effect |");
		assertThat(table).isPositive();
		List<String> rows = page.substring(table)
			.lines()
			.takeWhile((line) -> line.startsWith("|"))
			.skip(2)
			.map((line) -> line.split("\\|")[1].strip())
			.toList();
		assertThat(rows).containsExactlyElementsOf(SideEffect.ofEdits().stream().map(SideEffect::words).toList());
	}

}
