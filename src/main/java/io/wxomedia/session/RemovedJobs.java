package io.wxomedia.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.wxomedia.inbox.ReceivedEntries;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What jobs leave outside of their rows when their session is removed: objects in the
 * output bucket and callbacks in inboxes. Each job is noted before anything of it goes,
 * and looked at once more when whatever was under way has arrived: a run that was just
 * uploading, a callback that was just being sent. A store that is away, or allows no
 * deletion, is asked again; while it is away it is asked by one job a minute, as each may
 * have to wait for its answer. Thread-safe.
 */
class RemovedJobs {

	private static final Logger logger = LoggerFactory.getLogger(RemovedJobs.class);

	/**
	 * Longer than an upload or an attempt of a callback may take.
	 */
	static final Duration UNDER_WAY = Duration.ofMinutes(3);

	private static final Duration STORE_AWAY = Duration.ofMinutes(1);

	private static final Duration STORE_REFUSES = Duration.ofHours(1);

	private static final Duration GIVEN_UP = Duration.ofDays(7);

	private static final int AT_ONE_TIME = 100;

	private final JdbcClient jdbc;

	private final ObjectStorage storage;

	private final @Nullable String bucket;

	private final ReceivedEntries inboxes;

	private final Clock clock;

	private volatile Instant awayUntil = Instant.MIN;

	RemovedJobs(JdbcClient jdbc, ObjectStorage storage, @Nullable String bucket, ReceivedEntries inboxes, Clock clock) {
		this.jdbc = jdbc;
		this.storage = storage;
		this.bucket = bucket;
		this.inboxes = inboxes;
		this.clock = clock;
	}

	/**
	 * Remove what a job left, now and once more later.
	 * @param job the job
	 * @param prefixes what the keys of its objects begin with; each names the job
	 */
	void remove(UUID job, List<String> prefixes) {
		Instant now = this.clock.instant();
		Removed removed = new Removed(job, prefixes, now);
		this.jdbc.sql("""
				insert into workshop_removed_job (job_id, prefixes, removed_at, due_at)
				values (:job, :prefixes, :now, :due)
				on conflict do nothing
				""")
			.param("job", job)
			.param("prefixes", String.join("\n", prefixes))
			.param("now", SessionTable.utc(now))
			.param("due", SessionTable.utc(now.plus(UNDER_WAY)))
			.update();
		this.inboxes.forget(job);
		if (!isAway()) {
			try {
				removeObjects(removed);
			}
			catch (StorageFailure ex) {
				later(removed, ex);
			}
		}
	}

	private boolean isAway() {
		return this.clock.instant().isBefore(this.awayUntil);
	}

	/**
	 * Look once more at jobs whose time has come.
	 */
	void removeLate() {
		if (isAway()) {
			return;
		}
		List<Removed> due = this.jdbc
			.sql("select * from workshop_removed_job where due_at <= :now order by due_at limit " + AT_ONE_TIME)
			.param("now", SessionTable.utc(this.clock.instant()))
			.query((row, index) -> removed(row))
			.list();
		for (Removed job : due) {
			try {
				this.inboxes.forget(job.id());
				removeObjects(job);
				forget(job);
			}
			catch (StorageFailure ex) {
				later(job, ex);
				if (isAway()) {
					return;
				}
			}
		}
	}

	private void removeObjects(Removed job) {
		if (this.bucket == null || !this.storage.missingSettings().isEmpty()) {
			return;
		}
		for (String prefix : job.prefixes()) {
			// Whatever a handler says: nothing goes that is not the job's by its name.
			if (prefix.contains(job.id().toString())) {
				List<String> keys = new ArrayList<>();
				this.storage.list(this.bucket, prefix, keys::add);
				keys.forEach((key) -> this.storage.delete(String.valueOf(this.bucket), key));
			}
		}
	}

	private void later(Removed job, StorageFailure failure) {
		Instant now = this.clock.instant();
		if (failure.isPassing()) {
			this.awayUntil = now.plus(STORE_AWAY);
		}
		if (job.at().isBefore(now.minus(GIVEN_UP))) {
			logger.warn("What job {} of a removed session has in the bucket stays there: {}", job.id(),
					failure.getMessage());
			forget(job);
			return;
		}
		logger.warn("What job {} of a removed session has in the bucket could not be removed; it is tried again: {}",
				job.id(), failure.getMessage());
		// Not before what was under way has arrived: the job is forgotten with it.
		Instant soonest = job.at().plus(UNDER_WAY);
		Instant next = now.plus(failure.isPassing() ? STORE_AWAY : STORE_REFUSES);
		Instant due = next.isBefore(soonest) ? soonest : next;
		this.jdbc.sql("update workshop_removed_job set due_at = :due where job_id = :job")
			.param("due", SessionTable.utc(due))
			.param("job", job.id())
			.update();
	}

	private void forget(Removed job) {
		this.jdbc.sql("delete from workshop_removed_job where job_id = :job").param("job", job.id()).update();
	}

	private static Removed removed(ResultSet row) throws SQLException {
		List<String> prefixes = row.getString("prefixes").lines().filter((prefix) -> !prefix.isEmpty()).toList();
		return new Removed(row.getObject("job_id", UUID.class), prefixes, SessionTable.instant(row, "removed_at"));
	}

	/**
	 * A job that is removed.
	 */
	private record Removed(UUID id, List<String> prefixes, Instant at) {

	}

}
