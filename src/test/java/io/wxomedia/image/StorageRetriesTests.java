package io.wxomedia.image;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StorageRetries}.
 */
class StorageRetriesTests {

	private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");

	private static final StorageFailure BUSY = new StorageFailure("Cannot store: SlowDown (HTTP 503).", null, true);

	private static final StorageFailure GONE = new StorageFailure("Cannot store: NoSuchBucket (HTTP 404)", null);

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(START);

	private final StorageWaitTable waits = new StorageWaitTable(this.database.jdbc(), this.database.transactions());

	private final JobRun run = run();

	private final PayloadId picture = PayloadId.random();

	@BeforeEach
	void writeJob() {
		this.database.jdbc().sql("""
				insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
					fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'image_cos', 'running', false, '', '{}', 0, 0, 1, 0, 1, 0, 0, 0, current_timestamp)
				""").param("id", this.run.job().id().value()).update();
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void pausesGrowUntilTheTimeIsOverAndTheLastTryIsAtItsEnd() {
		List<Duration> pauses = new ArrayList<>();
		Instant again = again(BUSY);
		while (again != null) {
			pauses.add(Duration.between(this.clock.instant(), again));
			this.clock.advance(Duration.between(this.clock.instant(), again));
			// Every try is another process.
			again = again(BUSY);
		}
		assertThat(this.clock.instant()).isEqualTo(START.plusSeconds(3600));
		List<Duration> usual = List.of(1, 2, 4, 8, 16, 32, 60, 60).stream().map(Duration::ofSeconds).toList();
		for (int i = 0; i < usual.size(); i++) {
			assertThat(pauses.get(i)).as("pause %d", i + 1)
				.isBetween(usual.get(i).multipliedBy(79).dividedBy(100), usual.get(i).multipliedBy(121).dividedBy(100));
		}
		assertThat(pauses).allSatisfy((pause) -> assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(72)));
		assertThat(pauses.stream().map(Duration::toMillis).map((millis) -> millis % 1000).distinct()).as("jitter")
			.hasSizeGreaterThan(10);
	}

	@Test
	void whatIsFinalIsNotTriedAgainButThePictureIsKept() {
		assertThat(again(GONE)).isNull();
		assertThat(this.waits.inUse()).containsExactly(this.picture);
		assertThat(retries().givenUp(GONE)).isEqualTo("Cannot store: NoSuchBucket (HTTP 404)");
	}

	@Test
	void givenUpPictureStaysKeptUntilItsJobGoes() {
		again(BUSY);
		this.clock.advance(Duration.ofSeconds(3600));
		assertThat(again(BUSY)).isNull();
		assertThat(this.waits.inUse()).containsExactly(this.picture);
		assertThat(retries().givenUp(BUSY))
			.isEqualTo("Cannot store: SlowDown (HTTP 503). It was tried for 3600 s (STORAGE_RETRY_SECONDS)");
		this.database.jdbc().sql("delete from job").update();
		assertThat(this.waits.inUse()).isEmpty();
	}

	@Test
	void patienceOfZeroTriesNothingAgain() {
		assertThat(new StorageRetries(this.waits, Duration.ZERO, this.clock, new Random(1)).again(this.run, 0,
				this.picture, null, BUSY))
			.isNull();
	}

	@Test
	void objectIsReadThreeTimes() {
		StorageFailure broken = new StorageFailure("the connection broke", null, true);
		assertThat(retries().readAgain(this.run, 1, broken)).isAfter(START);
		assertThat(retries().readAgain(this.run, 1, broken)).isAfter(START);
		assertThat(retries().readAgain(this.run, 1, broken)).isNull();
		assertThat(retries().readAgain(this.run, 2, GONE)).isNull();
	}

	@Test
	void triesToReadDoNotCountForStoring() {
		retries().readAgain(this.run, 0, BUSY);
		this.clock.advance(Duration.ofHours(2));
		assertThat(again(BUSY)).isAfter(this.clock.instant());
		assertThat(retries().find(this.run, 0)).hasValueSatisfying((wait) -> {
			assertThat(wait.tries()).isOne();
			assertThat(wait.failedAt()).isEqualTo(this.clock.instant());
			assertThat(wait.picture()).isEqualTo(this.picture);
			assertThat(wait.fallback()).isEqualTo(FallbackReason.DAILY_BUDGET);
		});
		retries().done(this.run, 0);
		assertThat(retries().find(this.run, 0)).isEmpty();
	}

	private @Nullable Instant again(StorageFailure failure) {
		return retries().again(this.run, 0, this.picture, FallbackReason.DAILY_BUDGET, failure);
	}

	/**
	 * Nothing is remembered in memory.
	 */
	private StorageRetries retries() {
		return new StorageRetries(this.waits, Duration.ofSeconds(3600), this.clock,
				new Random(this.clock.instant().toEpochMilli()));
	}

	private static JobRun run() {
		Job job = new Job(JobId.random(), "o", "image_cos", null, "{}", null, null, null, null, START);
		return (JobRun) Proxy.newProxyInstance(JobRun.class.getClassLoader(), new Class<?>[] { JobRun.class },
				(proxy, method, arguments) -> "job".equals(method.getName()) ? job : null);
	}

}
