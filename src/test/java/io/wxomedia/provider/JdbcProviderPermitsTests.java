package io.wxomedia.provider;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.wxomedia.spending.ProviderLedger;
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

	private final Map<String, Integer> served = new HashMap<>();

	private final Map<UUID, Instant> since = new HashMap<>();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void reserveWhenPermitsAreLeftIsDueAtOnce() {
		ProviderPermits permits = permits(3);
		for (int i = 0; i < 3; i++) {
			assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isEqualTo(START);
		}
	}

	@Test
	void reserveWhenPermitsAreUsedUpIsDueAfterTheWindow() {
		ProviderPermits permits = permits(2);
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		this.clock.advance(Duration.ofSeconds(10));
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isAfter(START.plus(MINUTE))
			.isBefore(START.plus(MINUTE).plusSeconds(1));
		this.clock.advance(Duration.ofMillis(1));
		assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isAfter(START.plus(MINUTE).plusSeconds(10));
	}

	@Test
	void everyModelHasPermitsOfItsOwn() {
		ProviderPermits permits = permits(1);
		ProviderModel other = new ProviderModel("openai", "gpt-image-1");
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		assertThat(reserve(permits, UUID.randomUUID(), 0, other)).isEqualTo(START);
		assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isAfter(START);
		assertThat(reserve(permits, UUID.randomUUID(), 0, FREE)).isEqualTo(Instant.MIN);
		assertThat(permits.expected(asker(UUID.randomUUID(), 0), FREE)).isEmpty();
		assertThat(permits.expected(asker(UUID.randomUUID(), 0), other)).get()
			.matches((turn) -> turn.at().isAfter(START));
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
		assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isAfter(START);
	}

	@Test
	void reserveWhenAskedAgainAnswersTheSameUntilUse() {
		ProviderPermits permits = permits(1);
		UUID job = UUID.randomUUID();
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		Instant due = reserve(permits, job, 7, MODEL);
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(reserve(permits, job, 7, MODEL)).isEqualTo(due);
		this.clock.advance(Duration.ofSeconds(31));
		Instant granted = reserve(permits, job, 7, MODEL);
		assertThat(granted).isEqualTo(this.clock.instant());
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(reserve(permits, job, 7, MODEL)).isEqualTo(granted);
		permits.use(job, 7);
		assertThat(reserve(permits, job, 7, MODEL)).isAfter(granted.plus(MINUTE));
	}

	@Test
	void newcomerWhoWasServedLessComesFirst() {
		ProviderPermits permits = permits(1);
		call("heavy", reserve(permits, "heavy", START));
		Instant told = reserve(permits, "heavy", START).due();
		Asked light = reserve(permits, "light", START.plusSeconds(5));
		assertThat(light.due()).isEqualTo(told);
		this.clock.advance(MINUTE.plusSeconds(1));
		assertThat(reserve(permits, "heavy", START).due()).isAfter(this.clock.instant());
		assertThat(permits.reserve(light.asker(), MODEL)).isEqualTo(this.clock.instant());
	}

	@Test
	void whoDoesNotComeWhenItIsToldToIsWaitedForNoMore() {
		ProviderPermits permits = permits(1);
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		reserve(permits, "gone", START);
		Asked next = reserve(permits, "there", START.plusSeconds(1));
		assertThat(next.due()).isAfter(START.plus(MINUTE.multipliedBy(2)));
		this.clock.advance(Duration.ofSeconds(72));
		assertThat(permits.reserve(next.asker(), MODEL)).isEqualTo(this.clock.instant());
	}

	/**
	 * All sit down in turn: first the batch, then everybody else at the same moment.
	 */
	@Test
	void batchDelaysTwentyNineSinglesByOneImageAtTheMost() {
		ProviderPermits permits = permits(5);
		List<ProviderPermits.Asker> waiting = new ArrayList<>();
		List<String> served = new ArrayList<>();
		UUID batch = UUID.randomUUID();
		for (int i = 0; i < 5; i++) {
			call("earlier", reserve(permits, "earlier", START));
		}
		for (int item = 1; item <= 20; item++) {
			waiting.add(new ProviderPermits.Asker(batch, item, "batch", START, 0));
		}
		for (int seat = 1; seat <= 29; seat++) {
			waiting.add(new ProviderPermits.Asker(UUID.randomUUID(), 0, "seat " + seat, START.plusSeconds(1), 0));
		}
		run(permits, waiting, served);
		assertThat(served).hasSize(49);
		assertThat(served.subList(0, 30)).contains("batch").doesNotHaveDuplicates();
		assertThat(served.subList(30, 49)).containsOnly("batch");
	}

	@Test
	void imagesOfABatchAskTogetherAndDoNotWaitForWhatFollowsThem() {
		ProviderPermits permits = permits(2);
		UUID batch = UUID.randomUUID();
		call("earlier", reserve(permits, "earlier", START));
		call("earlier", reserve(permits, "earlier", START));
		Instant first = permits.reserve(new ProviderPermits.Asker(batch, 1, "batch", START, 9), MODEL);
		Instant second = permits.reserve(new ProviderPermits.Asker(batch, 2, "batch", START, 9), MODEL);
		Instant third = permits.reserve(new ProviderPermits.Asker(batch, 3, "batch", START, 9), MODEL);
		assertThat(second).isEqualTo(first);
		assertThat(third).isEqualTo(first.plus(JdbcProviderPermits.WINDOW));
		// Three wait and seven more follow, and another job of the same caller takes its
		// turn among them.
		ProviderPermits.Asker later = new ProviderPermits.Asker(UUID.randomUUID(), 0, "batch", START.plusSeconds(1), 0);
		assertThat(permits.expected(later, MODEL)).get().extracting(ProviderPermits.Expected::ahead).isEqualTo(1);
	}

	@Test
	void thirtySeatsAtFiveAMinuteAreServedAlikeAndInThePredictedOrder() {
		ProviderPermits permits = permits(5);
		List<ProviderPermits.Asker> waiting = new ArrayList<>();
		for (int round = 0; round < 2; round++) {
			for (int seat = 1; seat <= 30; seat++) {
				waiting.add(new ProviderPermits.Asker(UUID.randomUUID(), 0, "seat " + seat,
						START.plusMillis(waiting.size()), 0));
			}
		}
		waiting.forEach((asker) -> permits.reserve(asker, MODEL));
		List<String> atOnce = waiting.subList(0, 5).stream().map(ProviderPermits.Asker::owner).toList();
		Map<Integer, String> later = new TreeMap<>();
		waiting.subList(5, waiting.size())
			.forEach((asker) -> later.put(permits.expected(asker, MODEL).orElseThrow().ahead(), asker.owner()));
		List<String> predicted = Stream.concat(atOnce.stream(), later.values().stream()).toList();
		List<String> served = new ArrayList<>();
		run(permits, new ArrayList<>(waiting), served);
		assertThat(served).isEqualTo(predicted);
		for (int i = 0; i < 60; i += 30) {
			assertThat(served.subList(i, i + 30)).doesNotHaveDuplicates();
		}
	}

	/**
	 * Let everybody come when it is told to, in the order of a queue.
	 */
	private void run(ProviderPermits permits, List<ProviderPermits.Asker> waiting, List<String> served) {
		Map<ProviderPermits.Asker, Instant> told = new LinkedHashMap<>();
		waiting.forEach((asker) -> told.put(asker, permits.reserve(asker, MODEL)));
		while (!told.isEmpty()) {
			Instant now = this.clock.instant();
			List<ProviderPermits.Asker> due = told.entrySet()
				.stream()
				.filter((entry) -> !entry.getValue().isAfter(now))
				.map(Map.Entry::getKey)
				.toList();
			for (ProviderPermits.Asker asker : due) {
				Instant at = permits.reserve(asker, MODEL);
				if (at.isAfter(now)) {
					told.put(asker, at);
				}
				else {
					call(asker.owner(), new Asked(asker, at));
					served.add(asker.owner());
					told.remove(asker);
				}
			}
			if (due.isEmpty()) {
				Instant next = told.values().stream().min(Instant::compareTo).orElseThrow();
				this.clock.advance(Duration.between(now, next));
			}
		}
	}

	/**
	 * What the protocol of paid calls does when a call begins.
	 */
	private void call(String owner, Asked asked) {
		permits(1).use(asked.asker().job(), asked.asker().item());
		this.served.merge(owner, 1, Integer::sum);
	}

	private Asked reserve(ProviderPermits permits, String owner, Instant since) {
		ProviderPermits.Asker asker = new ProviderPermits.Asker(UUID.randomUUID(), 0, owner, since, 0);
		return new Asked(asker, permits.reserve(asker, MODEL));
	}

	private ProviderPermits.Asker asker(UUID job, int item) {
		return new ProviderPermits.Asker(job, item, job.toString(),
				this.since.computeIfAbsent(job, (key) -> this.clock.instant()), 0);
	}

	private Instant reserve(ProviderPermits permits, UUID job, int item, ProviderModel model) {
		return permits.reserve(asker(job, item), model);
	}

	@Test
	void permitsOfAJobThatEndedAreThereForOthers() {
		ProviderPermits permits = permits(1);
		UUID ended = UUID.randomUUID();
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		Instant due = reserve(permits, ended, 0, MODEL);
		reserve(permits, ended, 1, MODEL);
		permits.giveBack(ended);
		assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isEqualTo(due);
	}

	@Test
	void reservationsThatPiledUpWhileTheServiceWasDownAreNotUsedAtOnce() {
		ProviderPermits permits = permits(2);
		List<UUID> jobs = Stream.generate(UUID::randomUUID).limit(6).toList();
		jobs.forEach((job) -> reserve(permits, job, 0, MODEL));
		this.clock.advance(Duration.ofMinutes(20));
		Instant now = this.clock.instant();
		List<Instant> due = jobs.stream().map((job) -> reserve(permits, job, 0, MODEL)).toList();
		assertThat(due.stream().filter((moment) -> !moment.isAfter(now))).hasSize(2);
	}

	@Test
	void reserveTellsItemsApart() {
		ProviderPermits permits = permits(1);
		UUID job = UUID.randomUUID();
		assertThat(reserve(permits, job, 1, MODEL)).isNotEqualTo(reserve(permits, job, 2, MODEL));
	}

	@Test
	void reserveWhenWindowHasPassedIsDueAtOnce() {
		ProviderPermits permits = permits(1);
		reserve(permits, UUID.randomUUID(), 0, MODEL);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(reserve(permits, UUID.randomUUID(), 0, MODEL)).isEqualTo(this.clock.instant());
	}

	@Test
	void callsNeverExceedTheLimitInAnyMinute() {
		ProviderPermits permits = permits(5);
		List<Instant> calls = new ArrayList<>();
		UUID job = UUID.randomUUID();
		for (int i = 0; i < 200; i++) {
			if (!reserve(permits, job, 0, MODEL).isAfter(this.clock.instant())) {
				permits.use(job, 0);
				calls.add(this.clock.instant());
				job = UUID.randomUUID();
			}
			this.clock.advance(Duration.ofMillis(100L * ((i * 37) % 90)));
		}
		assertThat(calls).hasSizeGreaterThan(20);
		assertAtMost(5, calls);
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
				for (int i = 0; i < 30; i++) {
					UUID job = UUID.randomUUID();
					Instant at = permits.reserve(new ProviderPermits.Asker(job, i, job.toString(), START, 0), MODEL);
					if (!at.isAfter(this.clock.instant())) {
						due.add(at);
					}
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
		assertThat(due).hasSizeGreaterThan(3);
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
		return new JdbcProviderPermits(this.database.jdbc(), this.database.transactions(), ledger(), this.clock,
				(model) -> model.equals(FREE) ? null : perMinute);
	}

	/**
	 * A ledger in which what was called is what {@link #call} noted.
	 */
	private ProviderLedger ledger() {
		return (ProviderLedger) Proxy.newProxyInstance(ProviderLedger.class.getClassLoader(),
				new Class<?>[] { ProviderLedger.class }, (proxy, method, arguments) -> Map.copyOf(this.served));
	}

	private record Asked(ProviderPermits.Asker asker, Instant due) {
	}

}
