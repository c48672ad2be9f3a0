package io.wxomedia.durability;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.inbox.ReceivedEntries;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.rules.Seat;
import io.wxomedia.session.TestSessions;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.worker.JobCancellation;
import io.wxomedia.worker.JobHandlers;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests that kill the service before, during and after each side effect of the removal of
 * a session, which had a job in the bucket, one that came back in its callback, and one
 * that waits for the store. The instance that comes after it must leave nothing of them
 * behind, and what is not the session's alone.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SessionFaultTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration STEP = Duration.ofMillis(500);

	private static final int JOBS = 3;

	/**
	 * The tables that have nothing of a session any more when it is gone. The ledger of
	 * provider calls does, since the bill does.
	 */
	private static final List<String> TABLES = List.of("workshop_session", "workshop_seat", "workshop_removed_job",
			"inbox_callback", "delivery", "delivery_attempt", "storage_wait");

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@AfterAll
	void close() throws InterruptedException {
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	static Stream<Arguments> strikes() {
		Stream<Arguments> own = SideEffect.ofRemoval()
			.stream()
			.flatMap((effect) -> effect.moments().stream().map((moment) -> Arguments.of(effect, moment, 1)));
		Stream<Arguments> later = IntStream.rangeClosed(2, JOBS)
			.mapToObj((time) -> Arguments.of(SideEffect.JOB_REMOVED, (time % 2 == 0) ? Moment.DURING : Moment.AFTER,
					time));
		// What others do too: the job that waits is cancelled, and payloads go. A verdict
		// that is not committed is as none.
		Stream<Arguments> shared = Stream.of(Arguments.of(SideEffect.VERDICT_WRITTEN, Moment.BEFORE, 1),
				Arguments.of(SideEffect.INPUT_REMOVED, Moment.BEFORE, 2),
				Arguments.of(SideEffect.INPUT_REMOVED, Moment.AFTER, 2));
		return Stream.of(own, later, shared).flatMap((all) -> all);
	}

	@ParameterizedTest
	@MethodSource("strikes")
	void removalThatACrashCutShortLeavesNothing(SideEffect effect, Moment moment, int time) throws Exception {
		MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));
		try (TestDatabase database = TestDatabase.h2()) {
			World world = new World(database.dataSource(), this.directory.resolve(effect + "-" + moment + "-" + time),
					clock);
			Death death = Death.at(effect, moment, time);
			// What jobs do too must not kill the instance that makes them.
			boolean own = effect.job() == SideEffect.Job.SESSION;
			MortalInstance maker = MortalInstance.start(world, own ? death : Death.never());
			Removed removed = prepare(maker, world, database.jdbc());
			if (!own) {
				maker.close();
			}
			MortalInstance first = own ? maker : MortalInstance.start(world, death);
			TestSessions dying = sessions(first);
			assertThatThrownBy(() -> dying.remove(removed.session())).isInstanceOf(Death.Killed.class);
			this.threads.execute(first::close);
			try (MortalInstance second = MortalInstance.start(world, Death.never())) {
				TestSessions next = sessions(second);
				if (effect == SideEffect.REMOVAL_BEGUN && moment == Moment.BEFORE) {
					// Nobody was promised anything; whoever asks again is served at once.
					next.goOn();
					assertThat(count(database.jdbc(), "workshop_session")).isOne();
					next.remove(removed.session());
				}
				PassingTime passing = PassingTime.always(clock, database.jdbc());
				clock.advance(TestSessions.LEASE);
				// A job that was being cancelled has its verdict first.
				passing.until(PATIENCE, STEP, () -> {
					next.goOn();
					assertThat(count(database.jdbc(), "workshop_session")).isZero();
				});
				clock.advance(TestSessions.UNDER_WAY);
				next.goOn();
				leavesNothing(database.jdbc(), world, removed, clock, passing);
			}
		}
	}

	private Removed prepare(MortalInstance instance, World world, JdbcClient jdbc) throws Exception {
		Seat seat = sessions(instance).over();
		UUID others = job(instance, jdbc, ServiceClient.SINGLE_COS, "another's", "finished");
		UUID stored = job(instance, jdbc, ServiceClient.SINGLE_COS, "stored", "finished");
		UUID sent = job(instance, jdbc, ServiceClient.SINGLE_B64, "sent", "finished");
		world.neighbours().beforeStoring = (key) -> {
			throw new StorageFailure("SlowDown", null, true);
		};
		UUID waits = job(instance, jdbc, ServiceClient.SINGLE_COS, "waits", "queued");
		assertThat(world.objects().keySet()).hasSize(2).anyMatch((key) -> key.contains(stored.toString()));
		List.of(stored, sent, waits)
			.forEach((job) -> jdbc.sql("update job set owner = :owner where id = :id")
				.param("owner", seat.owner())
				.param("id", job)
				.update());
		// Their callbacks came to an inbox here, with their images.
		for (UUID job : List.of(stored, sent)) {
			jdbc.sql("""
					insert into inbox_callback (id, inbox, received_at, headers, body, image_payload, job_id, owner)
					values (:id, 'ada', :now, '{}', '{}', :image, :job, :owner)
					""")
				.param("id", UUID.randomUUID())
				.param("now", Instant.now().atOffset(ZoneOffset.UTC))
				.param("image",
						instance.bean(PayloadStore.class)
							.store(new ByteArrayInputStream("an image".getBytes(StandardCharsets.UTF_8)))
							.value())
				.param("job", job)
				.param("owner", seat.owner())
				.update();
		}
		return new Removed(seat.session(), others, Set.of(stored, sent, waits));
	}

	private static UUID job(MortalInstance instance, JdbcClient jdbc, String path, String key, String state)
			throws Exception {
		// Nobody listens there: its callback is still to be made when the job goes.
		MockHttpServletResponse answer = Objects
			.requireNonNull(instance.post(path, ServiceClient.single(), "http://127.0.0.1:9/callback", key));
		Matcher id = Pattern.compile("\"job_id\":\"([^\"]+)\"").matcher(answer.getContentAsString());
		assertThat(id.find()).as(answer.getContentAsString()).isTrue();
		UUID job = UUID.fromString(id.group(1));
		Eventually
			.within(PATIENCE,
					() -> assertThat(jdbc
						.sql("select state from job where id = :id and (state = 'finished' or phase = 'storing')")
						.param("id", job)
						.query(String.class)
						.list()).containsExactly(state));
		return job;
	}

	private static TestSessions sessions(MortalInstance instance) {
		TestSessions.Jobs jobs = new TestSessions.Jobs(instance.bean(JobSearch.class), instance.bean(JobRecords.class),
				instance.bean(JobCancellation.class), instance.bean(JobRemoval.class), instance.bean(JobHandlers.class),
				instance.bean(ProviderFigures.class));
		return new TestSessions(instance.bean(JdbcClient.class), instance.bean(ObjectStorage.class),
				instance.bean(ReceivedEntries.class), jobs, instance.bean(Clock.class));
	}

	/**
	 * The sweep spares what is younger than two hours, so it is that late in the end.
	 */
	private static void leavesNothing(JdbcClient jdbc, World world, Removed removed, MovableClock clock,
			PassingTime passing) {
		assertThat(jdbc.sql("select id from job").query(UUID.class).list()).containsExactly(removed.others());
		assertThat(world.objects().keySet()).singleElement().asString().contains(removed.others().toString());
		TreeMap<String, Integer> left = new TreeMap<>();
		for (String table : TABLES) {
			String others = (table.startsWith("delivery") || table.equals("storage_wait"))
					? " where job_id <> '" + removed.others() + "'" : "";
			left.put(table, count(jdbc, table + others));
		}
		assertThat(left).allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
		clock.advance(Duration.ofHours(3));
		passing.until(PATIENCE, STEP, () -> {
			assertThat(payloads(world)).isEmpty();
			assertThat(queued(jdbc, "job_queue")).noneMatch(removed::has);
			assertThat(queued(jdbc, "delivery_queue")).noneMatch(removed::has);
		});
	}

	private static List<String> queued(JdbcClient jdbc, String queue) {
		return jdbc.sql("select task_instance from " + queue).query(String.class).list();
	}

	private static List<Path> payloads(World world) throws IOException {
		try (Stream<Path> files = Files.walk(world.directory().resolve("payloads"))) {
			return files.filter(Files::isRegularFile).toList();
		}
	}

	private static int count(JdbcClient jdbc, String table) {
		return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
	}

	@Test
	void architecturePageNamesTheSameSideEffects() throws IOException {
		String page = Files.readString(Path.of("ARCHITECTURE.md"));
		int table = page.indexOf("| Side effect of a session's removal |");
		assertThat(table).isPositive();
		List<String> rows = page.substring(table)
			.lines()
			.takeWhile((line) -> line.startsWith("|"))
			.skip(2)
			.map((line) -> line.split("\\|")[1].strip())
			.toList();
		assertThat(rows).containsExactlyElementsOf(SideEffect.ofRemoval().stream().map(SideEffect::words).toList());
	}

	/**
	 * A session that is removed.
	 *
	 * @param session the session
	 * @param others a job that is not the session's
	 * @param jobs its jobs
	 */
	private record Removed(UUID session, UUID others, Set<UUID> jobs) {

		boolean has(String entry) {
			return this.jobs.stream().anyMatch((job) -> entry.contains(job.toString()));
		}

	}

}
