package io.wxomedia.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.NoPayloads;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JobRetention} and the clean-up of {@link JobRemoval}, on PostgreSQL
 * for the locks that others hold.
 */
class JobRetentionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final TestDatabase database = TestDatabase.postgres();

	private final MovableClock clock = new MovableClock(START);

	private final JdbcClient jdbc = database.jdbc();

	private final ExpiredJobs jobs = new ExpiredJobs(this.jdbc, this.clock);

	/**
	 * A list, to see what is discarded twice.
	 */
	private final List<PayloadId> deleted = new ArrayList<>();

	private final Map<JobId, List<PayloadId>> kept = new HashMap<>();

	@BeforeEach
	void empty() {
		this.jdbc.sql("delete from job").update();
	}

	@AfterAll
	static void close() {
		database.close();
	}

	@Test
	void removeExpiredRemovesDeadLettersWithTheirJobsAndNothingPending() {
		PayloadId deadPayload = PayloadId.random();
		JobId dead = finished(false, deadPayload);
		JobId pending = finished(true, PayloadId.random());
		retention().removeExpired();
		assertThat(jobs()).containsExactlyInAnyOrder(dead, pending);
		this.clock.advance(Duration.ofMillis(1));
		retention().removeExpired();
		assertThat(jobs()).containsExactly(pending);
		assertThat(this.deleted).containsExactly(deadPayload);
	}

	@Test
	void keepMovesTheEndOfAFinishedJobOnlyLater() {
		JobId job = finished(false, PayloadId.random());
		assertThat(this.jobs.keep(job, START.plusSeconds(60))).isTrue();
		assertThat(this.jobs.keep(job, START.plusSeconds(30))).isTrue();
		this.clock.advance(Duration.ofDays(100));
		retention().removeExpired();
		assertThat(jobs()).containsExactly(job);
		this.clock.advance(Duration.ofDays(-100));
		this.jobs.release(job);
		this.clock.advance(Duration.ofSeconds(60));
		retention().removeExpired();
		assertThat(jobs()).containsExactly(job);
		this.clock.advance(Duration.ofMillis(1));
		retention().removeExpired();
		assertThat(jobs()).isEmpty();
		assertThat(this.jobs.keep(job, START.plusSeconds(90))).isFalse();
	}

	@Test
	void inputGoesWhenItsTimeIsOverOrItsJobGoes() {
		PayloadId early = PayloadId.random();
		PayloadId late = PayloadId.random();
		JobId first = withInput(finished(false, PayloadId.random()), early, START.minusSeconds(1));
		JobId second = withInput(finished(false, PayloadId.random()), late, START.plusSeconds(60));
		assertThat(this.jobs.payloadsInUse()).contains(early, late);
		retention().removeExpired();
		assertThat(this.deleted).containsExactly(early);
		assertThat(jobs()).containsExactlyInAnyOrder(first, second);
		assertThat(this.jobs.payloadsInUse()).contains(late).doesNotContain(early);
		this.clock.advance(Duration.ofMillis(1));
		retention().removeExpired();
		assertThat(this.deleted).contains(late);
		assertThat(jobs()).isEmpty();
	}

	private JobId withInput(JobId job, PayloadId input, Instant until) {
		this.jdbc.sql("update job set input_payload = :input, input_until = :until where id = :id")
			.param("input", input.value())
			.param("until", until.atOffset(ZoneOffset.UTC))
			.param("id", job.value())
			.update();
		return job;
	}

	@Test
	void inputOfACompletedJobIsKeptAsLongAsItIsSaid() {
		Duration day = Duration.ofDays(1);
		assertThat(properties(Duration.ZERO).kept(true, START)).isEqualTo(new JobLife.Kept(START.plus(day), null));
		assertThat(properties(Duration.ZERO).kept(false, START))
			.isEqualTo(new JobLife.Kept(START.plus(day), START.plus(day)));
		assertThat(properties(Duration.ofHours(1)).kept(true, START))
			.isEqualTo(new JobLife.Kept(START.plus(day), START.plusSeconds(3600)));
		assertThat(properties(Duration.ofDays(9)).kept(true, START))
			.isEqualTo(new JobLife.Kept(START.plus(day), START.plus(day)));
		assertThatIllegalArgumentException().isThrownBy(() -> properties(Duration.ofSeconds(-1)));
	}

	private static JobProperties properties(Duration inputRetention) {
		return new JobProperties(10, DataSize.ofGigabytes(2), Duration.ofDays(1), inputRetention, 1);
	}

	@Test
	void picturesThatCouldNotBeStoredGoWithTheJob() {
		JobId job = finished(false, PayloadId.random());
		JobId pending = finished(true, PayloadId.random());
		PayloadId picture = PayloadId.random();
		this.kept.put(job, List.of(picture));
		this.kept.put(pending, List.of(PayloadId.random()));
		this.clock.advance(Duration.ofMillis(1));
		retention().removeExpired();
		assertThat(jobs()).containsExactly(pending);
		assertThat(this.deleted).hasSize(2).contains(picture);
	}

	@Test
	void moreThanOneBatchGoesAtOnceWithAllPayloads() {
		List<PayloadId> payloads = new ArrayList<>();
		for (int i = 0; i < 450; i++) {
			PayloadId result = PayloadId.random();
			PayloadId input = PayloadId.random();
			PayloadId picture = PayloadId.random();
			JobId job = withInput(finished(false, result), input, START.plusSeconds(60));
			this.kept.put(job, List.of(picture));
			payloads.addAll(List.of(result, input, picture));
		}
		JobId pending = finished(true, PayloadId.random());
		this.clock.advance(Duration.ofMillis(1));
		retention().removeExpired();
		assertThat(jobs()).containsExactly(pending);
		assertThat(this.deleted).containsExactlyInAnyOrderElementsOf(payloads);
	}

	/**
	 * The job that was deleted first, and is there again when that is rolled back, is
	 * delivered again before the batch is tried anew.
	 */
	@Test
	void conflictAmidABatchDiscardsNothingTwiceAndNothingOfAJobThatStays() {
		Map<JobId, PayloadId> results = new HashMap<>();
		for (int i = 0; i < 50; i++) {
			PayloadId result = PayloadId.random();
			results.put(finished(false, result), result);
		}
		this.clock.advance(Duration.ofMillis(1));
		List<JobId> asked = new ArrayList<>();
		KeptPayloads conflict = (id, kind) -> {
			asked.add(id);
			if (asked.size() == 30) {
				assertThat(jobs()).hasSize(21);
				throw new CannotAcquireLockException("deadlock detected");
			}
			if (asked.size() == 31) {
				assertThat(jobs()).hasSize(50);
				// By another connection, which must not wait for this transaction.
				CompletableFuture.runAsync(() -> this.jobs.keep(id, START.plusSeconds(3600)))
					.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
					.join();
			}
			return List.of();
		};
		retention(conflict).removeExpired();
		JobId stayed = asked.get(0);
		assertThat(asked).hasSize(30 + 50);
		assertThat(asked.get(30)).isEqualTo(stayed);
		assertThat(jobs()).containsExactly(stayed);
		results.remove(stayed);
		assertThat(this.deleted).containsExactlyInAnyOrderElementsOf(results.values());
	}

	@Test
	void redeliveryAtTheMomentOfTheRemovalWins() throws Exception {
		redeliveryWinsOver(() -> retention().removeExpired());
	}

	@Test
	void redeliveryAtTheMomentOfACleanUpWins() throws Exception {
		JobRemoval removal = new JobRemoval(this.jdbc, database.transactions(), payloads(), (id, kind) -> List.of(),
				Set::of);
		redeliveryWinsOver(() -> removal.removeFinishedBefore(this.clock.instant(), null));
	}

	private void redeliveryWinsOver(Runnable remove) throws Exception {
		JobId job = finished(false, PayloadId.random());
		this.clock.advance(Duration.ofMillis(1));
		ExecutorService remover = Executors.newSingleThreadExecutor();
		try {
			Future<?> removal = database.transactions().execute((status) -> {
				this.jobs.keep(job, START.plus(Duration.ofHours(1)));
				Future<?> begun = remover.submit(remove);
				Eventually.within(PATIENCE, () -> assertThat(waitingForLocks()).isEqualTo(1));
				return begun;
			});
			removal.get();
		}
		finally {
			remover.shutdownNow();
		}
		assertThat(jobs()).containsExactly(job);
		assertThat(this.deleted).isEmpty();
	}

	/**
	 * As it is now: what pg_stat_activity says is the same until the end of a
	 * transaction.
	 */
	private int waitingForLocks() {
		return this.jdbc.sql("select count(*) from pg_locks where not granted").query(Integer.class).single();
	}

	private JobRetention retention() {
		return retention((id, kind) -> this.kept.getOrDefault(id, List.of()));
	}

	private JobRetention retention(KeptPayloads kept) {
		return new JobRetention(this.jobs, database.transactions(), payloads(), kept, Set::of, List.of(), this.clock);
	}

	private NoPayloads payloads() {
		return new NoPayloads() {

			@Override
			public void delete(PayloadId id) {
				JobRetentionTests.this.deleted.add(id);
			}

		};
	}

	private List<JobId> jobs() {
		return this.jdbc.sql("select id from job").query(UUID.class).list().stream().map(JobId::new).toList();
	}

	private JobId finished(boolean kept, PayloadId payload) {
		JobId job = JobId.random();
		this.jdbc
			.sql("""
					insert into job (id, kind, state, cancelled, owner, request, result_payload, items_done, items_failed,
						items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, finished_at,
						expires_at, kept)
					values (:id, 'image_b64', 'finished', false, 'o', '{}', :payload, 1, 0, 1, 0, 1, 1, 0, 1, :now, :now, :now, :kept)
					""")
			.param("id", job.value())
			.param("payload", payload.value())
			.param("kept", kept)
			.param("now", START.atOffset(ZoneOffset.UTC))
			.update();
		return job;
	}

}
