package io.wxomedia.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.wxomedia.spending.ProviderModel;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcProviderPermits}.
 */
class JdbcProviderPermitsTests {

	private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

	private static final ProviderModel MODEL = new ProviderModel("openai", "gpt-image-2");

	private static final ProviderModel FREE = new ProviderModel("free", "gpt-image-2");

	private static final Duration MINUTE = Duration.ofSeconds(60);

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database = TestDatabase.h2();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void reserveWhenPermitsAreLeftIsDueAtOnce() {
		ProviderPermits permits = permits(3);
		for (int i = 0; i < 3; i++) {
			assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isEqualTo(START);
		}
	}

	@Test
	void reserveWhenPermitsAreUsedUpIsDueAfterTheWindow() {
		ProviderPermits permits = permits(2);
		permits.reserve(UUID.randomUUID(), 0, MODEL);
		this.clock.advance(Duration.ofSeconds(10));
		permits.reserve(UUID.randomUUID(), 0, MODEL);
		assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isAfter(START.plus(MINUTE))
			.isBefore(START.plus(MINUTE).plusSeconds(1));
		assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isAfter(START.plus(MINUTE).plusSeconds(10));
	}

	@Test
	void everyModelHasPermitsOfItsOwn() {
		ProviderPermits permits = permits(1);
		ProviderModel other = new ProviderModel("openai", "gpt-image-1");
		permits.reserve(UUID.randomUUID(), 0, MODEL);
		assertThat(permits.reserve(UUID.randomUUID(), 0, other)).isEqualTo(START);
		assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isAfter(START);
		assertThat(permits.reserve(UUID.randomUUID(), 0, FREE)).isEqualTo(Instant.MIN);
		assertThat(permits.expected(UUID.randomUUID(), FREE)).isEmpty();
		assertThat(permits.expected(UUID.randomUUID(), other)).get().isNotEqualTo(START);
	}

	/**
	 * An instance of the version before names no model.
	 */
	@Test
	void permitsOfAnOlderVersionCountForAll() {
		ProviderPermits permits = permits(1);
		this.database.jdbc()
			.sql("insert into provider_permit (job_id, item, due_at, used) values (:job, 0, :due, true)")
			.param("job", UUID.randomUUID())
			.param("due", START.atOffset(ZoneOffset.UTC))
			.update();
		assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isAfter(START);
	}

	@Test
	void reserveWhenAskedAgainAnswersTheSameUntilUse() {
		ProviderPermits permits = permits(1);
		UUID job = UUID.randomUUID();
		permits.reserve(UUID.randomUUID(), 0, MODEL);
		Instant due = permits.reserve(job, 7, MODEL);
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(permits.reserve(job, 7, MODEL)).isEqualTo(due);
		this.clock.advance(Duration.ofSeconds(31));
		assertThat(permits.reserve(job, 7, MODEL)).isEqualTo(due);
		permits.use(job, 7);
		assertThat(permits.reserve(job, 7, MODEL)).isAfter(due.plus(MINUTE));
	}

	@Test
	void permitsOfAJobThatEndedAreThereForOthers() {
		ProviderPermits permits = permits(1);
		UUID ended = UUID.randomUUID();
		permits.reserve(UUID.randomUUID(), 0, MODEL);
		Instant due = permits.reserve(ended, 0, MODEL);
		permits.reserve(ended, 1, MODEL);
		permits.giveBack(ended);
		assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isEqualTo(due);
	}

	@Test
	void reservationsThatPiledUpWhileTheServiceWasDownAreNotUsedAtOnce() {
		ProviderPermits permits = permits(2);
		List<UUID> jobs = Stream.generate(UUID::randomUUID).limit(6).toList();
		jobs.forEach((job) -> permits.reserve(job, 0, MODEL));
		this.clock.advance(Duration.ofMinutes(20));
		Instant now = this.clock.instant();
		List<Instant> due = jobs.stream().map((job) -> permits.reserve(job, 0, MODEL)).toList();
		assertThat(due.stream().filter((moment) -> !moment.isAfter(now))).hasSize(2);
		assertAtMost(2, due);
	}

	@Test
	void reserveTellsItemsApart() {
		ProviderPermits permits = permits(1);
		UUID job = UUID.randomUUID();
		assertThat(permits.reserve(job, 1, MODEL)).isNotEqualTo(permits.reserve(job, 2, MODEL));
	}

	@Test
	void reserveWhenWindowHasPassedIsDueAtOnce() {
		ProviderPermits permits = permits(1);
		permits.reserve(UUID.randomUUID(), 0, MODEL);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(permits.reserve(UUID.randomUUID(), 0, MODEL)).isEqualTo(this.clock.instant());
	}

	@Test
	void reserveWhenTimePassesNeverGivesMoreThanTheLimitInAnyMinute() {
		ProviderPermits permits = permits(5);
		List<Instant> due = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			due.add(permits.reserve(UUID.randomUUID(), 0, MODEL));
			this.clock.advance(Duration.ofMillis(100L * ((i * 37) % 90)));
		}
		assertAtMost(5, due);
	}

	@Test
	void reserveFromManyThreadsNeverGivesMoreThanTheLimitInAnyMinute() throws Exception {
		ProviderPermits permits = permits(3);
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		CountDownLatch start = new CountDownLatch(1);
		List<Future<List<Instant>>> reservations = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			reservations.add(executor.submit(() -> {
				start.await();
				List<Instant> due = new ArrayList<>();
				for (int i = 0; i < 10; i++) {
					due.add(permits.reserve(UUID.randomUUID(), i, MODEL));
					this.clock.advance(Duration.ofMillis(700));
				}
				return due;
			}));
		}
		start.countDown();
		List<Instant> due = new ArrayList<>();
		for (Future<List<Instant>> reservation : reservations) {
			due.addAll(reservation.get(1, TimeUnit.MINUTES));
		}
		executor.shutdownNow();
		assertThat(due).hasSize(80);
		assertAtMost(3, due);
	}

	private static void assertAtMost(int limit, List<Instant> due) {
		List<Instant> inOrder = due.stream().sorted().toList();
		for (int i = limit; i < inOrder.size(); i++) {
			Duration span = Duration.between(inOrder.get(i - limit), inOrder.get(i));
			assertThat(span).as("permits %d to %d", i - limit, i).isGreaterThan(MINUTE);
		}
	}

	private ProviderPermits permits(int perMinute) {
		return new JdbcProviderPermits(this.database.jdbc(), this.database.transactions(), this.clock,
				(model) -> model.equals(FREE) ? null : perMinute);
	}

}
