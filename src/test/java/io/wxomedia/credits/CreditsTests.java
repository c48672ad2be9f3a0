package io.wxomedia.credits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wxomedia.credits.Credits.Balance;
import io.wxomedia.credits.Credits.Charge;
import io.wxomedia.credits.Credits.Line;
import io.wxomedia.job.JobId;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdbcCredits}, on each database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CreditsTests {

	private static final int INITIAL = 100;

	private static final List<Line> RUN = List.of(new Line("image", 5), new Line("video", 15));

	private final TestDatabase database;

	private final CreditBooks books;

	private final Credits credits;

	private final AccountBooks accounts;

	private final List<Object> published = new CopyOnWriteArrayList<>();

	CreditsTests(TestDatabase database) {
		this.database = database;
		this.books = new CreditBooks(database.jdbc(), new JdbcTemplate(database.dataSource()),
				new MovableClock(Instant.parse("2026-11-27T10:00:00Z")));
		this.credits = creditsFrom(INITIAL);
		this.accounts = new AccountBooks(database.jdbc());
	}

	private Credits creditsFrom(int initial) {
		return new JdbcCredits(this.books, this.database.transactions(), this.published::add, initial);
	}

	@AfterEach
	void requireRightBooks() {
		this.accounts.requireRight();
	}

	@AfterAll
	void closeDatabase() {
		this.database.close();
	}

	private static String owner() {
		return "owner-" + UUID.randomUUID();
	}

	@Test
	void accountBeginsWithWhatIsConfiguredAndReadingOpensNone() {
		String owner = owner();
		assertThat(this.credits.balance(owner)).isEqualTo(new Balance(owner, INITIAL, 0, INITIAL));
		assertThat(this.books.balance(owner)).isEmpty();
		this.credits.hold(owner, JobId.random(), RUN);
		assertThat(this.credits.balance(owner)).isEqualTo(new Balance(owner, INITIAL, 20, 80));
	}

	@Test
	void holdIsCapturedOnceAndNotReleasedAfter() {
		String owner = owner();
		JobId job = JobId.random();
		this.credits.hold(owner, job, RUN);
		this.credits.hold(owner, job, RUN);
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(20, 20, 0, 0));
		this.credits.capture(job);
		this.credits.capture(job);
		assertThat(this.credits.release(job)).isZero();
		this.credits.hold(owner, job, RUN);
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(20, 0, 20, 0));
		assertThat(this.credits.balance(owner)).isEqualTo(new Balance(owner, 80, 0, 80));
	}

	@Test
	void holdIsReleasedOnceAndNotCapturedAfter() {
		String owner = owner();
		JobId job = JobId.random();
		this.credits.hold(owner, job, RUN);
		assertThat(this.credits.release(job)).isEqualTo(20);
		assertThat(this.credits.release(job)).isZero();
		this.credits.capture(job);
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(20, 0, 0, 20));
		assertThat(this.credits.balance(owner)).isEqualTo(new Balance(owner, INITIAL, 0, INITIAL));
	}

	@Test
	void linesAreCapturedByNameAndTheRestStaysHeldOrGoesBack() {
		String owner = owner();
		JobId job = JobId.random();
		this.credits.hold(owner, job, RUN);
		this.credits.capture(job, "image");
		this.credits.capture(job, "image");
		this.credits.capture(job, "nothing");
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(20, 15, 5, 0));
		assertThat(this.credits.release(job)).isEqualTo(15);
		JobId batch = JobId.random();
		this.credits.hold(owner, batch, List.of(new Line("image 1", 1)));
		this.credits.hold(owner, batch, List.of(new Line("image 1", 1), new Line("image 2", 2)));
		assertThat(this.credits.settle(batch, List.of("image 2", "image 3"))).isEqualTo(1);
		assertThat(this.credits.chargeOf(batch)).isEqualTo(new Charge(3, 0, 2, 1));
		assertThat(this.credits.balance(owner)).isEqualTo(new Balance(owner, 93, 0, 93));
	}

	@Test
	void whatIsCapturedIsToldAndCounted() {
		this.published.clear();
		JobId job = JobId.random();
		this.credits.hold(owner(), job, RUN);
		this.credits.capture(job, "video");
		this.credits.release(job);
		this.credits.capture(job);
		assertThat(this.published).containsExactly(new CreditsCaptured(15));
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		CreditsMetrics metrics = new CreditsMetrics(registry);
		metrics.on(new CreditsCaptured(15));
		metrics.on(new CreditsCaptured(5));
		assertThat(registry.get("media.credits.captured").counter().count()).isEqualTo(20);
	}

	@Test
	void linesOfOneNameAreOneAndThoseOfNothingAreNone() {
		String owner = owner();
		JobId job = JobId.random();
		this.credits.hold(owner, job, List.of(new Line("free", 0)));
		assertThat(this.books.balance(owner)).isEmpty();
		this.credits.hold(owner, job, List.of(new Line("video", 15), new Line("video", 15), new Line("free", 0)));
		assertThat(this.credits.chargeOf(job).cost()).isEqualTo(30);
		assertThat(this.credits.chargeOf(job).held()).isEqualTo(30);
		assertThat(this.credits.chargeOf(job).released()).isZero();
	}

	@Test
	void whatIsNotCoveredHoldsNothingAndSaysWhatIsMissing() {
		String owner = owner();
		JobId job = JobId.random();
		this.credits.hold(owner, JobId.random(), List.of(new Line("video", 90)));
		assertThatExceptionOfType(InsufficientCredits.class).isThrownBy(() -> this.credits.hold(owner, job, RUN))
			.satisfies((ex) -> {
				assertThat(ex.required()).isEqualTo(20);
				assertThat(ex.available()).isEqualTo(10);
			});
		this.credits.capture(job);
		this.credits.release(job);
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(0, 0, 0, 0));
		assertThat(this.credits.balance(owner).available()).isEqualTo(10);
	}

	@Test
	void severalJobsAreHeldAllOrNone() {
		String owner = owner();
		Map<JobId, List<Line>> runs = new LinkedHashMap<>();
		for (int i = 0; i < 6; i++) {
			runs.put(JobId.random(), RUN);
		}
		assertThatExceptionOfType(InsufficientCredits.class).isThrownBy(() -> this.credits.holdAll(owner, runs))
			.satisfies((ex) -> assertThat(ex.required()).isEqualTo(120));
		assertThat(this.credits.balance(owner).held()).isZero();
		JobId last = runs.keySet().stream().reduce((a, b) -> b).orElseThrow();
		runs.remove(last);
		this.credits.holdAll(owner, runs);
		this.credits.holdAll(owner, runs);
		assertThat(this.credits.balance(owner)).isEqualTo(new Balance(owner, INITIAL, 100, 0));
	}

	@Test
	void rolledBackTransactionLeavesNothing() {
		String owner = owner();
		JobId job = JobId.random();
		this.database.transactions().executeWithoutResult((status) -> {
			this.credits.hold(owner, job, RUN);
			assertThat(this.credits.chargeOf(job).held()).isEqualTo(20);
			status.setRollbackOnly();
		});
		assertThat(this.books.balance(owner)).isEmpty();
		assertThat(this.accounts.transfers(owner)).isZero();
		this.credits.hold(owner, job, RUN);
		this.database.transactions().executeWithoutResult((status) -> {
			this.credits.capture(job, "image");
			this.credits.release(job);
			status.setRollbackOnly();
		});
		assertThat(this.credits.chargeOf(job)).isEqualTo(new Charge(20, 20, 0, 0));
	}

	@Test
	void ofTwentyAtOnceWithCreditsForOneExactlyOneIsHeld() throws Exception {
		String owner = owner();
		Credits few = creditsFrom(20);
		List<Boolean> held = atOnce(20, () -> {
			try {
				few.hold(owner, JobId.random(), RUN);
				return true;
			}
			catch (InsufficientCredits ex) {
				assertThat(ex.available()).isZero();
				return false;
			}
		});
		assertThat(held).filteredOn((one) -> one).hasSize(1);
		assertThat(few.balance(owner)).isEqualTo(new Balance(owner, 20, 20, 0));
		// One grant, and one hold of two lines.
		assertThat(this.accounts.transfers(owner)).isEqualTo(3);
	}

	@Test
	void oneJobHeldAndSettledByManyAtOnceIsHeldAndSettledOnce() throws Exception {
		String owner = owner();
		JobId job = JobId.random();
		atOnce(10, () -> {
			this.credits.hold(owner, job, RUN);
			return true;
		});
		assertThat(this.credits.balance(owner).held()).isEqualTo(20);
		List<Integer> back = atOnce(12, () -> {
			if (Thread.currentThread().getId() % 2 == 0) {
				this.credits.capture(job);
				return 0;
			}
			return this.credits.release(job);
		});
		Charge charge = this.credits.chargeOf(job);
		assertThat(charge.held()).isZero();
		assertThat(charge.captured()).isIn(0, 20);
		assertThat(back.stream().mapToInt(Integer::intValue).sum()).isEqualTo(charge.released());
	}

	@Test
	void balanceAndTransfersAreOfOneMoment() throws Exception {
		String owner = owner();
		this.credits.hold(owner, JobId.random(), RUN);
		ExecutorService pool = Executors.newSingleThreadExecutor();
		try {
			Future<?> moves = pool.submit(() -> {
				for (int i = 0; i < 150; i++) {
					JobId job = JobId.random();
					this.credits.hold(owner, job, RUN);
					this.credits.release(job);
				}
			});
			CreditBooks.Page page;
			do {
				page = this.books.page(owner, Long.MAX_VALUE, 1000).orElseThrow();
				assertThat(page.balance().held()).isEqualTo(moved(page, Kind.HOLD) - moved(page, Kind.RELEASE));
				assertThat(page.balance().available())
					.isEqualTo(moved(page, Kind.GRANT) - moved(page, Kind.HOLD) + moved(page, Kind.RELEASE));
			}
			while (!moves.isDone());
			moves.get();
		}
		finally {
			pool.shutdownNow();
		}
		CreditBooks.Page newest = this.books.page(owner, Long.MAX_VALUE, 3).orElseThrow();
		assertThat(newest.entries()).extracting(CreditBooks.Entry::kind).containsExactly("release", "release", "hold");
		assertThat(this.books.page(owner, 0, 10)).hasValueSatisfying((none) -> {
			assertThat(none.entries()).isEmpty();
			assertThat(none.balance()).isEqualTo(new Balance(owner, INITIAL, 20, 80));
		});
		assertThat(this.books.page(owner(), Long.MAX_VALUE, 10)).isEmpty();
	}

	private static long moved(CreditBooks.Page page, Kind kind) {
		return page.entries()
			.stream()
			.filter((entry) -> entry.kind().equals(kind.word()))
			.mapToLong(CreditBooks.Entry::amount)
			.sum();
	}

	/**
	 * The last line of defence is the database's own.
	 */
	@Test
	void databaseRefusesABookBelowNothing() {
		String owner = owner();
		this.credits.hold(owner, JobId.random(), RUN);
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.database.transactions()
			.executeWithoutResult((status) -> this.books.move(owner, Kind.HOLD,
					List.of(new CreditBooks.Part(JobId.random(), "video", 81, null)))));
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.database.jdbc()
			.sql("update credit_account set available = available + 1 where owner = :owner")
			.param("owner", owner)
			.update());
	}

	private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<T>> all = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				all.add(pool.submit(() -> {
					start.await();
					return work.call();
				}));
			}
			start.countDown();
			List<T> results = new ArrayList<>();
			for (Future<T> one : all) {
				results.add(one.get());
			}
			return results;
		}
		finally {
			pool.shutdownNow();
		}
	}

}
