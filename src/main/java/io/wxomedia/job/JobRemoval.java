package io.wxomedia.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes finished jobs at once, with all that hangs on them: items, idempotency key,
 * callback with its attempts, and payloads. The ledger of provider calls stays, since the
 * bill does.
 */
public class JobRemoval {

	private static final int BATCH_SIZE = 200;

	private static final int MOST_BATCHES = 50;

	private final JdbcClient jdbc;

	private final DatabaseRetry database;

	private final PayloadStore payloads;

	private final KeptPayloads kept;

	private final SharedPayloads shared;

	private final int batchSize;

	private final int mostBatches;

	JobRemoval(JdbcClient jdbc, TransactionTemplate transactions, PayloadStore payloads, KeptPayloads kept,
			SharedPayloads shared) {
		this(jdbc, transactions, payloads, kept, shared, BATCH_SIZE, MOST_BATCHES);
	}

	JobRemoval(JdbcClient jdbc, TransactionTemplate transactions, PayloadStore payloads, KeptPayloads kept,
			SharedPayloads shared, int batchSize, int mostBatches) {
		this.jdbc = jdbc;
		this.database = DatabaseRetry.ofConflicts(transactions);
		this.payloads = payloads;
		this.kept = kept;
		this.shared = shared;
		this.batchSize = batchSize;
		this.mostBatches = mostBatches;
	}

	/**
	 * Remove one job. A callback of it that is still to be made is given up.
	 * @param id the job
	 * @return what became of it
	 */
	public Outcome remove(JobId id) {
		Optional<Found> found = this.database.inTransaction(() -> {
			// Held until the end, so that no second removal reports the same job.
			Optional<Found> job = this.jdbc
				.sql("select id, kind, state, result_payload, input_payload from job where id = :id for update")
				.param("id", id.value())
				.query((row, index) -> Found.of(row))
				.optional()
				.map(this::withKept);
			if (job.isPresent() && job.get().finished()) {
				this.jdbc.sql("delete from job where id = :id").param("id", id.value()).update();
			}
			return job;
		});
		if (found.isEmpty()) {
			return Outcome.UNKNOWN;
		}
		if (!found.get().finished()) {
			return Outcome.NOT_FINISHED;
		}
		this.shared.discardUnshared(found.get().payloads(), this.payloads);
		return Outcome.REMOVED;
	}

	/**
	 * Remove the jobs that ended before a moment, oldest first. Those whose callback is
	 * still to be made are left, and so is what exceeds a bound.
	 * @param before the moment
	 * @param owner whose jobs, or {@code null} for everybody's
	 * @return how many were removed
	 */
	public CleanUp removeFinishedBefore(Instant before, @Nullable String owner) {
		int removed = 0;
		for (int batch = 0; batch < this.mostBatches; batch++) {
			List<Found> candidates = candidates(before, owner);
			if (candidates.isEmpty()) {
				return new CleanUp(removed, false);
			}
			// Each batch is a transaction of its own: a long clean-up holds nobody up.
			List<Found> gone = this.database.inTransaction(() -> candidates.stream()
				.sorted(Comparator.comparing(Found::id))
				.map(this::withKept)
				.filter((job) -> deleteUnlessKept(job.id()))
				.toList());
			this.shared.discardUnshared(gone.stream().flatMap((job) -> job.payloads().stream()).toList(),
					this.payloads);
			removed += gone.size();
		}
		return new CleanUp(removed, !candidates(before, owner).isEmpty());
	}

	private List<Found> candidates(Instant before, @Nullable String owner) {
		JdbcClient.StatementSpec query = this.jdbc.sql("""
				select id, kind, state, result_payload, input_payload from job
				where state = 'finished' and finished_at < :before%s and kept = false
				order by finished_at, id limit :limit
				""".formatted((owner != null) ? " and owner = :owner" : ""))
			.param("before", before.atOffset(ZoneOffset.UTC))
			.param("limit", this.batchSize);
		return ((owner != null) ? query.param("owner", owner) : query).query((row, index) -> Found.of(row)).list();
	}

	/**
	 * The callback may have been sent again since the job was looked at. The row says so
	 * itself, and PostgreSQL reads it anew if the deletion had to wait for it.
	 */
	private boolean deleteUnlessKept(UUID id) {
		return this.jdbc.sql("delete from job where id = :id and state = 'finished' and kept = false")
			.param("id", id)
			.update() == 1;
	}

	/**
	 * Before the deletion, which takes the rows that name them.
	 */
	private Found withKept(Found job) {
		Set<PayloadId> all = new LinkedHashSet<>(job.payloads());
		all.addAll(this.kept.of(new JobId(job.id()), job.kind()));
		return new Found(job.id(), job.kind(), job.finished(), all);
	}

	/**
	 * What became of a job that was to be removed.
	 */
	public enum Outcome {

		/**
		 * It is gone.
		 */
		REMOVED,

		/**
		 * It waits or runs, and was left.
		 */
		NOT_FINISHED,

		/**
		 * There is none.
		 */
		UNKNOWN

	}

	/**
	 * What a clean-up did.
	 *
	 * @param removed how many jobs are gone
	 * @param more whether there are more that could go
	 */
	public record CleanUp(int removed, boolean more) {

	}

	/**
	 * A job that may be removed.
	 *
	 * @param id the job
	 * @param kind its kind
	 * @param finished whether it has its verdict
	 * @param payloads what is kept of it
	 */
	private record Found(UUID id, String kind, boolean finished, Set<PayloadId> payloads) {

		static Found of(ResultSet row) throws SQLException {
			Set<PayloadId> payloads = new LinkedHashSet<>();
			for (String column : List.of("result_payload", "input_payload")) {
				PayloadId payload = JobRows.payload(row, column);
				if (payload != null) {
					payloads.add(payload);
				}
			}
			return new Found(row.getObject("id", UUID.class), row.getString("kind"),
					JobState.of(row.getString("state")) == JobState.FINISHED, payloads);
		}

	}

}
