package io.wxomedia.image;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What waits for object storage, in the database, so that a restart forgets neither a
 * picture nor a try. Changes hold the job's row as {@link JobRun#hold()} does.
 * Thread-safe.
 */
class StorageWaitTable {

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	StorageWaitTable(JdbcClient jdbc, TransactionTemplate transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	Optional<StorageWait> find(JobRun run, int item) {
		return this.jdbc.sql("select * from storage_wait where job_id = :job and item = :item")
			.param("job", run.job().id().value())
			.param("item", item)
			.query((row, index) -> wait(row))
			.optional();
	}

	/**
	 * Write down what waits, in place of what was known before.
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 */
	void write(JobRun run, int item, StorageWait wait) {
		write(run, item, wait, null, null);
	}

	/**
	 * Write down what waits, or that it is given up.
	 * @param givenUp why it is tried no more, or {@code null} if it is
	 * @param failure what the store said, or {@code null}
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 */
	void write(JobRun run, int item, StorageWait wait, @Nullable GivenUp givenUp, @Nullable String failure) {
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			delete(run, item);
			this.jdbc
				.sql("""
						insert into storage_wait (job_id, item, picture_payload, fallback, fallback_reason, tries, failed_at,
							due_at, given_up, failure)
						values (:job, :item, :picture, :fallback, :reason, :tries, :failed, :due, :givenUp, :failure)
						""")
				.param("job", run.job().id().value())
				.param("item", item)
				.param("picture", (wait.picture() != null) ? wait.picture().value() : null)
				.param("fallback", wait.fallback() != null)
				.param("reason", (wait.fallback() != null) ? wait.fallback().word() : null)
				.param("tries", wait.tries())
				.param("failed", wait.failedAt().atOffset(ZoneOffset.UTC))
				.param("due", wait.dueAt().atOffset(ZoneOffset.UTC))
				.param("givenUp", (givenUp != null) ? givenUp.name().toLowerCase(Locale.ROOT) : null)
				.param("failure", failure)
				.update();
		});
	}

	/**
	 * Forget what no longer waits.
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 */
	void remove(JobRun run, int item) {
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			delete(run, item);
		});
	}

	/**
	 * Forget all that waits of a job. Takes part in the caller's transaction.
	 */
	void forget(JobId job) {
		this.jdbc.sql("delete from storage_wait where job_id = :job").param("job", job.value()).update();
	}

	private void delete(JobRun run, int item) {
		this.jdbc.sql("delete from storage_wait where job_id = :job and item = :item")
			.param("job", run.job().id().value())
			.param("item", item)
			.update();
	}

	/**
	 * Sum up the pictures of a job that the store has not taken.
	 */
	Purchases.Unstored unstored(JobId job) {
		return this.jdbc.sql("""
				select count(*) as pictures, min(case when given_up is null then due_at end) as next_try,
					max(case when given_up = 'refused' then failure end) as refusal, max(failure) as failure
				from storage_wait where job_id = :job and picture_payload is not null
				""")
			.param("job", job.value())
			.query((row, index) -> new Purchases.Unstored(row.getInt("pictures"), optionalInstant(row, "next_try"),
					row.getString("refusal"), row.getString("failure")))
			.single();
	}

	/**
	 * Return the pictures of a job that wait, or did so until they were given up.
	 * @return the pictures, by the number of the item
	 */
	Map<Integer, KeptPictures.Kept> pictures(JobId job) {
		return this.jdbc.sql("select * from storage_wait where job_id = :job and picture_payload is not null")
			.param("job", job.value())
			.query((row, index) -> {
				StorageWait wait = wait(row);
				return Map.entry(row.getInt("item"),
						new KeptPictures.Kept(Objects.requireNonNull(wait.picture()), wait.fallback()));
			})
			.list()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/**
	 * Return the pictures of all jobs.
	 */
	Set<PayloadId> inUse() {
		return this.jdbc.sql("select picture_payload from storage_wait where picture_payload is not null")
			.query(UUID.class)
			.list()
			.stream()
			.map(PayloadId::new)
			.collect(Collectors.toSet());
	}

	private static StorageWait wait(ResultSet row) throws SQLException {
		String reason = row.getString("fallback_reason");
		return new StorageWait(payload(row), (reason != null) ? FallbackReason.of(reason) : null, row.getInt("tries"),
				instant(row, "failed_at"), instant(row, "due_at"));
	}

	private static @Nullable PayloadId payload(ResultSet row) throws SQLException {
		UUID id = row.getObject("picture_payload", UUID.class);
		return (id != null) ? new PayloadId(id) : null;
	}

	private static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	private static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
		OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
		return (moment != null) ? moment.toInstant() : null;
	}

	/**
	 * Why a picture is tried no more.
	 */
	enum GivenUp {

		/**
		 * The store refused it for good.
		 */
		REFUSED,

		/**
		 * It was tried for long enough.
		 */
		OVERDUE

	}

}
