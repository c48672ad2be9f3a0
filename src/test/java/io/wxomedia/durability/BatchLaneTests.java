package io.wxomedia.durability;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.job.JobId;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.worker.JobCancellation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that batches and single jobs do not wait for each other's places, and that a
 * batch holds none while it waits. On a clock that the tests move.
 */
@SuppressWarnings("try")
class BatchLaneTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final String BATCH_PROMPT = "of a batch";

	private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));

	private final TestDatabase database = TestDatabase.h2();

	private final PassingTime time = PassingTime.betweenWork(this.clock, this.database.jdbc());

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@SuppressWarnings("NullAway.Init")
	private World world;

	@BeforeEach
	void build() {
		this.world = new World(this.database.dataSource(), this.directory, this.clock);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void singleJobIsDoneWhileBatchesFillAllTheirPlaces() throws Exception {
		CountDownLatch mayEnd = new CountDownLatch(1);
		AtomicInteger underWay = new AtomicInteger();
		this.world.neighbours().editing = (request) -> {
			if (request.prompt().equals(BATCH_PROMPT)) {
				underWay.incrementAndGet();
				await(mayEnd);
			}
		};
		inputs(30);
		try (MortalInstance instance = start("--MAX_CONCURRENT_JOBS=2", "--MAX_PARALLEL_BATCH_IMAGES=2")) {
			List<UUID> batches = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				batches.add(batch(instance));
			}
			Eventually.within(PATIENCE, () -> assertThat(underWay).hasValue(2));
			for (int i = 0; i < 5; i++) {
				becomes(single(instance), "completed");
			}
			assertThat(underWay).hasValue(2);
			assertThat(count("select count(*) from job where kind = 'batch' and state = 'running'")).isEqualTo(2);
			mayEnd.countDown();
			batches.forEach((batch) -> becomes(batch, "completed"));
		}
	}

	@Test
	void batchIsDoneWhileSingleJobsFillAllTheirPlaces() throws Exception {
		CountDownLatch mayEnd = new CountDownLatch(1);
		AtomicInteger underWay = new AtomicInteger();
		this.world.neighbours().editing = (request) -> {
			if (!request.prompt().equals(BATCH_PROMPT)) {
				underWay.incrementAndGet();
				await(mayEnd);
			}
		};
		try (MortalInstance instance = start("--MAX_CONCURRENT_JOBS=1")) {
			UUID single = single(instance);
			UUID next = single(instance);
			Eventually.within(PATIENCE, () -> assertThat(underWay).hasValue(1));
			becomes(batch(instance), "completed");
			assertThat(underWay).hasValue(1);
			mayEnd.countDown();
			becomes(single, "completed");
			becomes(next, "completed");
		}
	}

	@Test
	void batchesThatWaitForPermitsHoldNoPlaceAndOneTurnEach() throws Exception {
		inputs(30);
		try (MortalInstance instance = start("--MAX_CONCURRENT_JOBS=10", "--MAX_PARALLEL_BATCH_IMAGES=10",
				"--OPENAI_IMAGES_PER_MINUTE=10")) {
			for (int i = 0; i < 10; i++) {
				batch(instance);
			}
			Eventually.within(PATIENCE, () -> {
				assertThat(this.world.calls()).hasValue(10);
				assertThat(count("select count(*) from job where state = 'queued' and phase = 'waiting'"))
					.isEqualTo(10);
			});
			assertThat(count("select count(*) from provider_permit where used = false")).isEqualTo(10);
			UUID single = single(instance);
			Eventually.within(PATIENCE,
					() -> assertThat(count("select count(*) from provider_permit where used = false")).isEqualTo(11));
			Instant begin = this.clock.instant();
			becomesInTime(single, "completed");
			// The minute that is used up, and the one in which each batch has its turn.
			assertThat(Duration.between(begin, this.clock.instant())).isLessThan(Duration.ofSeconds(130));
		}
	}

	@Test
	void batchThatIsCancelledWhileItIsQueuedHasTakenNoTime() throws Exception {
		CountDownLatch mayEnd = new CountDownLatch(1);
		this.world.neighbours().editing = (request) -> await(mayEnd);
		inputs(1);
		try (MortalInstance instance = start("--MAX_CONCURRENT_JOBS=1")) {
			UUID working = batch(instance);
			Eventually.within(PATIENCE, () -> assertThat(column(working, "state")).isEqualTo("running"));
			UUID queued = batch(instance);
			this.clock.advance(Duration.ofSeconds(30));
			assertThat(column(queued, "state")).isEqualTo("queued");
			assertThat(instance.bean(JobCancellation.class).cancel(new JobId(queued)))
				.isEqualTo(JobCancellation.Outcome.CANCELLED);
			assertThat(this.database.jdbc()
				.sql("select body_head from delivery where job_id = :id")
				.param("id", queued)
				.query(String.class)
				.single()).contains("\"duration_seconds\":0.000");
			mayEnd.countDown();
			becomes(working, "completed");
		}
	}

	@Test
	@Tag("slow")
	void thirtyBatchesDoNotTimeOutByWaitingForEachOther() throws Exception {
		inputs(2);
		List<UUID> batches = new ArrayList<>();
		try (MortalInstance first = start("--MAX_CONCURRENT_JOBS=3", "--OPENAI_IMAGES_PER_MINUTE=20",
				"--BATCH_TIMEOUT_SECONDS=600")) {
			for (int i = 0; i < 30; i++) {
				batches.add(batch(first));
			}
			Eventually.within(PATIENCE, () -> assertThat(this.world.calls()).hasValue(20));
		}
		// Those that have stepped aside go on in another process.
		try (MortalInstance second = start("--MAX_CONCURRENT_JOBS=3", "--OPENAI_IMAGES_PER_MINUTE=20",
				"--BATCH_TIMEOUT_SECONDS=600")) {
			batches.forEach((batch) -> becomesInTime(batch, "completed"));
			assertThat(this.world.calls()).hasValue(60);
		}
	}

	@Test
	void deadlineEndsABatchThatWaitsForAPermit() throws Exception {
		inputs(3);
		try (MortalInstance instance = start("--OPENAI_IMAGES_PER_MINUTE=1", "--BATCH_TIMEOUT_SECONDS=90")) {
			UUID batch = batch(instance);
			Instant begin = this.clock.instant();
			becomesInTime(batch, "completed_with_errors");
			assertThat(Duration.between(begin, this.clock.instant())).isBetween(Duration.ofSeconds(89),
					Duration.ofSeconds(110));
			assertThat(count("select count(*) from job_item where state = 'completed'")).isEqualTo(2);
			assertThat(this.world.calls()).hasValue(2);
		}
	}

	@Test
	void stopInterruptsNoBatchThatHasSteppedAsideAndHandsBackOneThatWorks() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		AtomicInteger underWay = new AtomicInteger();
		this.world.neighbours().editing = (request) -> {
			if (underWay.incrementAndGet() == 3) {
				await(never);
			}
		};
		inputs(2);
		UUID waiting;
		UUID working;
		try (MortalInstance first = start("--OPENAI_IMAGES_PER_MINUTE=3", "--MAX_CONCURRENT_JOBS=2")) {
			waiting = batch(first);
			becomes(waiting, "completed");
			working = batch(first);
			Eventually.within(PATIENCE, () -> assertThat(underWay).hasValue(3));
			waiting = batch(first);
			UUID aside = waiting;
			Eventually.within(PATIENCE, () -> assertThat(column(aside, "phase")).isEqualTo("waiting"));
		}
		assertThat(column(working, "verdict")).isEqualTo("null");
		assertThat(column(waiting, "verdict")).isEqualTo("null");
		try (MortalInstance second = start("--OPENAI_IMAGES_PER_MINUTE=3", "--MAX_CONCURRENT_JOBS=2")) {
			becomesInTime(waiting, "completed");
			becomesInTime(working, "completed");
			// What was under way at the stop may have been paid for, and is called once
			// more.
			assertThat(this.world.calls()).hasValue(7);
		}
	}

	private static void await(CountDownLatch latch) throws CallFailure {
		try {
			if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The provider was not released");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallFailure(CallFailure.Kind.ANSWER_LOST, CallFailure.Trouble.UNKNOWN, "interrupted", null, null,
					null);
		}
	}

	private void inputs(int images) {
		this.world.neighbours().inputs = IntStream.range(0, images).mapToObj("%02d.png"::formatted).toList();
	}

	private MortalInstance start(String... settings) {
		return MortalInstance.start(this.world, Death.never(),
				Stream.concat(Stream.of("--POLLING=true"), Stream.of(settings)).toArray(String[]::new));
	}

	private static UUID batch(MortalInstance instance) throws Exception {
		return post(instance, ServiceClient.BATCH, ServiceClient.batch(BATCH_PROMPT));
	}

	private static UUID single(MortalInstance instance) throws Exception {
		return post(instance, ServiceClient.SINGLE_B64, ServiceClient.single());
	}

	private static UUID post(MortalInstance instance, String path, String body) throws Exception {
		MockHttpServletResponse answer = Objects
			.requireNonNull(instance.post(path, body, null, UUID.randomUUID().toString()));
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(202);
		Matcher id = Pattern.compile("\"job_id\":\"([^\"]+)\"").matcher(answer.getContentAsString());
		assertThat(id.find()).isTrue();
		return UUID.fromString(id.group(1));
	}

	private void becomes(UUID job, String verdict) {
		Eventually.within(PATIENCE, () -> assertThat(column(job, "verdict")).isEqualTo(verdict));
	}

	/**
	 * Let time go by while nothing is worked on.
	 */
	private void becomesInTime(UUID job, String verdict) {
		this.time.until(PATIENCE, Duration.ofSeconds(1), () -> assertThat(column(job, "verdict")).isEqualTo(verdict));
	}

	private int count(String sql) {
		return this.database.jdbc().sql(sql).query(Integer.class).single();
	}

	private String column(UUID job, String column) {
		return String.valueOf(this.database.jdbc()
			.sql("select " + column + " from job where id = :id")
			.param("id", job)
			.query()
			.singleRow()
			.get(column));
	}

}
