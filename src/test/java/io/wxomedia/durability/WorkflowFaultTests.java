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
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.testing.MovableClock;
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
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that kill the service before, during and after each side effect of a run of the
 * workflow. The instance that comes after it must end the run with one picture, one
 * video, one verdict, one callback, and credits that were captured once.
 */
@TestInstance(Lifecycle.PER_CLASS)
class WorkflowFaultTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration STEP = Duration.ofMillis(250);

	/**
	 * A run writes its steps this often: as they begin, with what they made, and as they
	 * are completed.
	 */
	private static final int STEP_WRITES = 17;

	private final HttpServer receiver;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> callbacks = new CopyOnWriteArrayList<>();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	WorkflowFaultTests() throws IOException {
		this.receiver = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
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
			exchange.sendResponseHeaders(200, -1);
		}
	}

	static Stream<Arguments> strikes() {
		Stream<Arguments> own = SideEffect.ofWorkflow()
			.stream()
			.filter((effect) -> effect != SideEffect.STEP_WRITTEN)
			.flatMap((effect) -> effect.moments().stream().map((moment) -> Arguments.of(effect, moment, 1)));
		Stream<Arguments> steps = IntStream.rangeClosed(1, STEP_WRITES)
			.mapToObj((time) -> Arguments.of(SideEffect.STEP_WRITTEN, (time % 2 == 0) ? Moment.AFTER : Moment.DURING,
					time));
		// What every job does, for the picture and for the order of the video.
		Stream<Arguments> shared = Stream
			.of(SideEffect.CALL_STARTED, SideEffect.REQUEST_SENT, SideEffect.RESULT_STORED, SideEffect.CALL_COMPLETED)
			.flatMap((effect) -> Stream.of(Arguments.of(effect, Moment.BEFORE, 1),
					Arguments.of(effect, Moment.AFTER, 1), Arguments.of(effect, Moment.AFTER, 2)));
		return Stream.of(own, steps, shared,
				Stream.of(Arguments.of(SideEffect.JUDGED, Moment.AFTER, 2),
						Arguments.of(SideEffect.RESULT_STORED, Moment.DURING, 3),
						Arguments.of(SideEffect.STEPPED_ASIDE, Moment.AFTER, 1),
						Arguments.of(SideEffect.VERDICT_WRITTEN, Moment.DURING, 1),
						Arguments.of(SideEffect.VERDICT_WRITTEN, Moment.AFTER, 1),
						Arguments.of(SideEffect.INPUT_REMOVED, Moment.BEFORE, 1)))
			.flatMap((all) -> all);
	}

	@ParameterizedTest
	@MethodSource("strikes")
	void runThatACrashCutShortEndsAsIfThereHadBeenNone(SideEffect effect, Moment moment, int time) throws Exception {
		this.callbacks.clear();
		MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));
		try (TestDatabase database = TestDatabase.h2()) {
			World world = new World(database.dataSource(), this.directory.resolve(effect + "-" + moment + "-" + time),
					clock);
			Death death = Death.at(effect, moment, time);
			MortalInstance first = MortalInstance.start(world, death);
			@Nullable MockHttpServletResponse answer = post(first);
			PassingTime passing = PassingTime.always(clock, database.jdbc());
			passing.until(PATIENCE, STEP, () -> assertThat(death.isDead()).as("the crash").isTrue());
			this.threads.execute(first::close);
			String accepted = (answer != null) ? id(answer) : null;
			try (MortalInstance second = MortalInstance.start(world, Death.never())) {
				// Who got no answer asks again; who got one may.
				String id = id(Objects.requireNonNull(post(second)));
				assertThat(id).isEqualTo((accepted != null) ? accepted : id);
				isSettledOnce(database.jdbc(), UUID.fromString(id), passing);
				assertThat(world.objects().keySet()).containsExactlyInAnyOrder("images/" + id + ".png",
						"videos/" + id + ".mp4");
				assertThat(world.neighbours().pictures.get()).isBetween(1, 1 + inFlight(effect, moment, time, 1));
				assertThat(world.neighbours().videos.get()).isBetween(1, 1 + inFlight(effect, moment, time, 2));
			}
		}
	}

	private @Nullable MockHttpServletResponse post(MortalInstance instance) throws Exception {
		return instance.post("/api/workflow/start",
				"{\"imagePrompt\":\"A lighthouse at dusk\",\"videoPrompt\":\"The beam turns slowly\"}",
				"http://127.0.0.1:" + this.receiver.getAddress().getPort() + "/callback");
	}

	private static String id(MockHttpServletResponse answer) throws IOException {
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
		return JsonMapper.builder().build().readTree(answer.getContentAsString()).path("workflowId").asString();
	}

	/**
	 * What was ordered and not answered, as far as anybody wrote down, may have been paid
	 * for, and is ordered once more.
	 * @param order 1 for the picture, 2 for the video
	 */
	private static int inFlight(SideEffect effect, Moment moment, int time, int order) {
		return switch (effect) {
			case PICTURE_ORDERED -> (order == 1 && moment != Moment.BEFORE) ? 1 : 0;
			case VIDEO_ORDERED -> (order == 2 && moment != Moment.BEFORE) ? 1 : 0;
			case RESULT_STORED -> (order == time) ? 1 : 0;
			case CALL_COMPLETED -> (order == time && moment == Moment.BEFORE) ? 1 : 0;
			default -> 0;
		};
	}

	private void isSettledOnce(JdbcClient jdbc, UUID id, PassingTime passing) {
		passing.until(PATIENCE, STEP, () -> {
			assertThat(jdbc.sql("select state from delivery").query(String.class).list()).containsExactly("delivered");
			assertThat(
					jdbc.sql("select task_instance from job_queue where task_name = 'job'").query(String.class).list())
				.isEmpty();
			assertThat(jdbc.sql("select task_instance from delivery_queue").query(String.class).list()).isEmpty();
		});
		assertThat(jdbc.sql("select id from job").query(UUID.class).list()).containsExactly(id);
		assertThat(jdbc.sql("select verdict from job").query(String.class).single()).isEqualTo("completed");
		assertThat(jdbc.sql("select state from job_item order by number").query(String.class).list()).hasSize(6)
			.containsOnly("completed");
		assertThat(this.callbacks).isNotEmpty().allSatisfy((body) -> assertThat(body).contains(id.toString()));
		assertThat(this.callbacks.stream().distinct()).hasSize(1);
		assertThat(jdbc.sql("select kind from credit_transfer where job_id is not null order by id")
			.query(String.class)
			.list()).containsExactly("hold", "hold", "capture", "capture");
		assertThat(jdbc.sql("select held from credit_account").query(Integer.class).single()).isZero();
	}

	@Test
	void architecturePageNamesTheSameSideEffects() throws IOException {
		String page = Files.readString(Path.of("ARCHITECTURE.md"));
		int table = page.indexOf("| Side effect of a workflow |");
		assertThat(table).isPositive();
		List<String> rows = page.substring(table)
			.lines()
			.takeWhile((line) -> line.startsWith("|"))
			.skip(2)
			.map((line) -> line.split("\\|")[1].strip())
			.toList();
		assertThat(rows).containsExactlyElementsOf(SideEffect.ofWorkflow().stream().map(SideEffect::words).toList());
	}

}
