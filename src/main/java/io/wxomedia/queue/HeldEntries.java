package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.github.kagkarlsson.scheduler.task.Execution;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The entries of a queue whose work holds no thread. db-scheduler keeps the lease of what
 * its threads run; this keeps the leases of these, with one statement for all of them.
 * Whatever ends a hold names the version of the entry that was picked, so that an entry
 * which was taken over is left alone. Thread-safe.
 */
class HeldEntries {

	private static final Logger logger = LoggerFactory.getLogger(HeldEntries.class);

	private final String queue;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final Duration heartbeat;

	private final Consumer<Instant> wake;

	private final Map<String, HeldEntry> held = new HashMap<>();

	private @Nullable ScheduledThreadPoolExecutor heart;

	private boolean closed;

	/**
	 * Create a set without entries.
	 * @param queue the queue, which names the table
	 * @param jdbc the database; takes part in the callers' transactions
	 * @param clock tells the time
	 * @param heartbeat time between two heartbeats
	 * @param wake is told when an entry is due that was given back, before the commit
	 */
	HeldEntries(String queue, JdbcClient jdbc, Clock clock, Duration heartbeat, Consumer<Instant> wake) {
		this.queue = queue;
		this.jdbc = jdbc;
		this.clock = clock;
		this.heartbeat = heartbeat;
		this.wake = wake;
	}

	synchronized WorkQueue.Held hold(Execution execution, Runnable cut) {
		if (this.closed) {
			throw new IllegalStateException("The " + this.queue + " queue has stopped");
		}
		HeldEntry entry = new HeldEntry(execution, cut);
		this.held.put(entry.id(), entry);
		if (this.heart == null) {
			CustomizableThreadFactory factory = new CustomizableThreadFactory(this.queue + "-heartbeat-");
			factory.setDaemon(true);
			this.heart = new ScheduledThreadPoolExecutor(1, factory);
			this.heart.scheduleWithFixedDelay(this::beat, this.heartbeat.toMillis(), this.heartbeat.toMillis(),
					TimeUnit.MILLISECONDS);
		}
		return entry;
	}

	synchronized boolean contains(String id) {
		return this.held.containsKey(id);
	}

	synchronized Set<String> ids() {
		return Set.copyOf(this.held.keySet());
	}

	synchronized int count() {
		return this.held.size();
	}

	private synchronized void release(HeldEntry entry) {
		this.held.remove(entry.id(), entry);
		notifyAll();
	}

	/**
	 * Wait until nothing is held.
	 * @param atMost the longest to wait
	 * @return whether nothing is held
	 */
	synchronized boolean awaitNone(Duration atMost) {
		long end = System.nanoTime() + atMost.toNanos();
		try {
			while (!this.held.isEmpty()) {
				long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
				if (left <= 0) {
					return false;
				}
				wait(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Stop the work on everything that is held.
	 */
	void cut() {
		for (HeldEntry entry : all()) {
			entry.cut.run();
		}
	}

	private synchronized List<HeldEntry> all() {
		return List.copyOf(this.held.values());
	}

	synchronized void close() {
		this.closed = true;
		if (this.heart != null) {
			this.heart.shutdownNow();
		}
	}

	private void beat() {
		List<HeldEntry> entries = all();
		if (entries.isEmpty()) {
			return;
		}
		try {
			this.jdbc.sql("""
					update %s set last_heartbeat = :now
					where task_name = :name and task_instance in (:ids) and picked = true and picked_by = :instance
					""".formatted(table()))
				.param("now", utc(this.clock.instant()))
				.param("name", this.queue)
				.param("ids", entries.stream().map(HeldEntry::id).toList())
				.param("instance", entries.get(0).execution.pickedBy)
				.update();
		}
		catch (RuntimeException ex) {
			// The next one may be written; after four missed ones the entries are free.
			logger.warn("The heartbeat of {} {} entries could not be written: {}", entries.size(), this.queue,
					ex.toString());
		}
	}

	private String table() {
		return this.queue + "_queue";
	}

	private static OffsetDateTime utc(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

	/**
	 * An entry that is held.
	 */
	private final class HeldEntry implements WorkQueue.Held {

		private final Execution execution;

		private final Runnable cut;

		HeldEntry(Execution execution, Runnable cut) {
			this.execution = execution;
			this.cut = cut;
		}

		String id() {
			return this.execution.getId();
		}

		@Override
		public void done() {
			HeldEntries.this.jdbc
				.sql("delete from %s where task_name = :name and task_instance = :id and version = :version"
					.formatted(table()))
				.param("name", HeldEntries.this.queue)
				.param("id", id())
				.param("version", this.execution.version)
				.update();
			releaseAfterCommit();
		}

		@Override
		public void again(Instant at) {
			giveBack(at, 0);
		}

		@Override
		public void failed(Exception cause) {
			int failures = this.execution.consecutiveFailures;
			Duration pause = EntryRuns.pauseAfter(failures);
			logger.error("Running {} {} failed; it is run again in {} s", HeldEntries.this.queue, id(),
					pause.toSeconds(), cause);
			try {
				giveBack(HeldEntries.this.clock.instant().plus(pause), failures + 1);
			}
			catch (DataAccessException ex) {
				logger.warn("{} {} could not be given back; it is run again when its lease is over: {}",
						HeldEntries.this.queue, id(), ex.toString());
				release(this);
			}
		}

		private void giveBack(Instant at, int failures) {
			HeldEntries.this.jdbc.sql("""
					update %s set picked = false, picked_by = null, last_heartbeat = null, execution_time = :at,
						consecutive_failures = :failures, version = version + 1
					where task_name = :name and task_instance = :id and version = :version
					""".formatted(table()))
				.param("at", utc(at))
				.param("failures", failures)
				.param("name", HeldEntries.this.queue)
				.param("id", id())
				.param("version", this.execution.version)
				.update();
			HeldEntries.this.wake.accept(at);
			releaseAfterCommit();
		}

		private void releaseAfterCommit() {
			if (!TransactionSynchronizationManager.isSynchronizationActive()) {
				release(this);
				return;
			}
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					release(HeldEntry.this);
				}

			});
		}

	}

}
