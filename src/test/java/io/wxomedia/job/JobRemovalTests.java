package io.wxomedia.job;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.NoPayloads;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JobRemoval}.
 */
class JobRemovalTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final List<String> TABLES = List.of("job", "job_item", "idempotency_key", "delivery",
			"delivery_attempt");

	private final TestDatabase database = TestDatabase.h2();

	private final JdbcClient jdbc = this.database.jdbc();

	private final MovableClock clock = new MovableClock(START);

	private final JobTable jobs = new JobTable(this.jdbc, this.clock);

	private final List<PayloadId> discarded = new ArrayList<>();

	private final Map<JobId, Collection<PayloadId>> kept = new HashMap<>();

	private final Set<PayloadId> shared = new HashSet<>();

	private final JobRemoval removal = removal(this.database.transactions(), this.discarded::add);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void nothingOfTheJobRemainsButTheBill() {
		PayloadId payload = PayloadId.random();
		JobId id = finished("alice", payload, "delivered");
		JobId other = finished("bob", PayloadId.random(), "delivered");
		assertThat(this.removal.remove(id)).isEqualTo(JobRemoval.Outcome.REMOVED);
		for (String table : TABLES) {
			assertThat(rows(table, id)).as(table).isZero();
			assertThat(rows(table, other)).as(table).isEqualTo(1);
		}
		assertThat(rows("provider_call", id)).isEqualTo(1);
		assertThat(this.discarded).containsExactly(payload);
	}

	@Test
	void callbackThatIsStillToBeMadeIsGivenUp() {
		JobId id = finished("alice", null, "pending");
		assertThat(this.removal.remove(id)).isEqualTo(JobRemoval.Outcome.REMOVED);
		assertThat(rows("delivery", id)).isZero();
		assertThat(this.discarded).isEmpty();
	}

	@Test
	void picturesThatCouldNotBeStoredGoWithTheJob() {
		PayloadId result = PayloadId.random();
		PayloadId first = PayloadId.random();
		PayloadId second = PayloadId.random();
		JobId one = finished("alice", result, "delivered");
		JobId other = finished("bob", null, "delivered");
		this.kept.put(one, List.of(first, result));
		this.kept.put(other, List.of(second));
		this.removal.remove(one);
		assertThat(this.discarded).containsExactly(result, first);
		this.removal.removeFinishedBefore(START.plusSeconds(1), null);
		assertThat(this.discarded).containsExactly(result, first, second);
	}

	@Test
	void pictureThatAnotherJobStillHasToCopyIsLeft() {
		PayloadId result = PayloadId.random();
		PayloadId input = PayloadId.random();
		JobId one = finished("alice", result, "delivered");
		JobId other = finished("alice", input, "delivered");
		this.shared.add(result);
		this.removal.remove(one);
		assertThat(this.discarded).isEmpty();
		this.shared.add(input);
		this.removal.removeFinishedBefore(START.plusSeconds(1), null);
		assertThat(rows("job", one) + rows("job", other)).isZero();
		assertThat(this.discarded).isEmpty();
	}

	@Test
	void openJobIsLeft() {
		JobId queued = insert("alice");
		JobId running = insert("alice");
		this.jobs.begin(running);
		assertThat(this.removal.remove(queued)).isEqualTo(JobRemoval.Outcome.NOT_FINISHED);
		assertThat(this.removal.remove(running)).isEqualTo(JobRemoval.Outcome.NOT_FINISHED);
		assertThat(rows("job", queued) + rows("job", running)).isEqualTo(2);
	}

	@Test
	void secondRemovalFindsNothing() {
		JobId id = finished("alice", PayloadId.random(), "delivered");
		this.removal.remove(id);
		assertThat(this.removal.remove(id)).isEqualTo(JobRemoval.Outcome.UNKNOWN);
		assertThat(this.discarded).hasSize(1);
	}

	@Test
	void crashBeforeTheCommitLeavesTheWholeJob() {
		JobId id = finished("alice", PayloadId.random(), "delivered");
		TransactionTemplate crashing = new TransactionTemplate(
				Objects.requireNonNull(this.database.transactions().getTransactionManager())) {

			@Override
			public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
				return super.execute((TransactionStatus status) -> {
					action.doInTransaction(status);
					throw new IllegalStateException("killed");
				});
			}

		};
		assertThatIllegalStateException().isThrownBy(() -> removal(crashing, this.discarded::add).remove(id));
		assertThat(TABLES).allSatisfy((table) -> assertThat(rows(table, id)).isEqualTo(1));
		assertThat(this.discarded).isEmpty();
	}

	@Test
	void crashAfterTheCommitLeavesAPayloadThatTheSweepTakes() {
		PayloadId payload = PayloadId.random();
		JobId id = finished("alice", payload, "delivered");
		assertThat(new ExpiredJobs(this.jdbc, this.clock).payloadsInUse()).contains(payload);
		JobRemoval crashing = removal(this.database.transactions(), (discarded) -> {
			throw new IllegalStateException("killed");
		});
		assertThatIllegalStateException().isThrownBy(() -> crashing.remove(id));
		assertThat(TABLES).allSatisfy((table) -> assertThat(rows(table, id)).isZero());
		assertThat(new ExpiredJobs(this.jdbc, this.clock).payloadsInUse()).doesNotContain(payload);
	}

	@Test
	void cleanUpTakesTheJobsOfOneOwnerThatAreOldEnough() {
		JobId old = finished("alice", PayloadId.random(), "delivered");
		JobId dead = finished("alice", null, "dead_letter");
		JobId foreign = finished("bob", null, "delivered");
		JobId pending = finished("alice", null, "pending");
		JobId open = insert("alice");
		this.clock.advance(Duration.ofMinutes(1));
		JobId young = finished("alice", null, "delivered");
		assertThat(this.removal.removeFinishedBefore(START.plusSeconds(60), "alice"))
			.isEqualTo(new JobRemoval.CleanUp(2, false));
		assertThat(List.of(old, dead)).allSatisfy((id) -> assertThat(rows("job", id)).isZero());
		assertThat(List.of(foreign, pending, open, young)).allSatisfy((id) -> assertThat(rows("job", id)).isOne());
		assertThat(this.discarded).hasSize(1);
	}

	@Test
	void cleanUpOfTheAdministratorTakesThoseOfAll() {
		finished("alice", null, "delivered");
		finished("bob", null, "delivered");
		assertThat(this.removal.removeFinishedBefore(START.plusSeconds(1), null))
			.isEqualTo(new JobRemoval.CleanUp(2, false));
		assertThat(this.removal.removeFinishedBefore(START.plusSeconds(1), null))
			.isEqualTo(new JobRemoval.CleanUp(0, false));
	}

	@Test
	void cleanUpIsBoundedAndSaysThatThereIsMore() {
		for (int i = 0; i < 7; i++) {
			finished("alice", PayloadId.random(), "delivered");
		}
		JobRemoval bounded = new JobRemoval(this.jdbc, this.database.transactions(), payloads(this.discarded::add),
				this::kept, () -> this.shared, 3, 2);
		assertThat(bounded.removeFinishedBefore(START.plusSeconds(1), "alice"))
			.isEqualTo(new JobRemoval.CleanUp(6, true));
		assertThat(bounded.removeFinishedBefore(START.plusSeconds(1), "alice"))
			.isEqualTo(new JobRemoval.CleanUp(1, false));
		assertThat(this.discarded).doesNotHaveDuplicates().hasSize(7);
	}

	private JobRemoval removal(TransactionTemplate transactions, Consumer<PayloadId> discard) {
		return new JobRemoval(this.jdbc, transactions, payloads(discard), this::kept, () -> this.shared);
	}

	/**
	 * What is kept is found as long as the job is there.
	 */
	private Collection<PayloadId> kept(JobId id, String kind) {
		return (rows("job", id) > 0) ? this.kept.getOrDefault(id, List.of()) : List.of();
	}

	private static NoPayloads payloads(Consumer<PayloadId> discard) {
		return new NoPayloads() {

			@Override
			public void delete(PayloadId id) {
				discard.accept(id);
			}

		};
	}

	private JobId insert(String owner) {
		JobId id = JobId.random();
		this.jobs.insert(id, new NewJob("fake", owner, null, null, "{}", null, 1, null));
		return id;
	}

	/**
	 * Make a finished job with one row in each table that knows it.
	 */
	private JobId finished(String owner, @Nullable PayloadId payload, String delivery) {
		JobId id = insert(owner);
		this.jdbc.sql("""
				update job set state = 'finished', verdict = 'completed', finished_at = :now, result_payload = :payload,
					kept = :kept
				where id = :id
				""")
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("payload", (payload != null) ? payload.value() : null)
			.param("kept", delivery.equals("pending"))
			.param("id", id.value())
			.update();
		for (String sql : List.of("""
				insert into job_item (job_id, number, item_key, target, state, fallback)
				values (:job, 1, 'a.png', 'a', 'completed', false)
				""", """
				insert into idempotency_key (owner, idempotency_key, fingerprint, job_id, created_at)
				values ('%s', '%s', 'f', :job, current_timestamp)
				""".formatted(owner, UUID.randomUUID()),
				"""
						insert into delivery (job_id, url, verdict, field_names, body_head, body_tail, state, attempts, created_at)
						values (:job, 'http://localhost/', 'completed', '[]', '{', '}', '%s', 1, current_timestamp)
						"""
					.formatted(delivery),
				"""
						insert into delivery_attempt (job_id, attempt, attempted_at, duration_ms)
						values (:job, 1, current_timestamp, 1)
						""", """
						insert into provider_call (id, job_id, item, run, model, outcome, started_at)
						values (random_uuid(), :job, 0, 1, 'm', 'COMPLETED', current_timestamp)
						""")) {
			this.jdbc.sql(sql).param("job", id.value()).update();
		}
		return id;
	}

	private int rows(String table, JobId id) {
		return this.jdbc
			.sql("select count(*) from " + table + " where " + (table.equals("job") ? "id" : "job_id") + " = :id")
			.param("id", id.value())
			.query(Integer.class)
			.single();
	}

}
