package io.wxomedia.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.wxomedia.access.AdministrativeAct;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps what administrators did. The log has it already, so nothing here may make an act
 * fail or wait: an entry is written when the act is over, outside of its transaction, and
 * while the database is away it waits in memory and is written later. What waits when the
 * process dies, or beyond {@value #MOST_WAITING} entries, is in the log alone.
 * Thread-safe.
 */
class AuditTrail implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AuditTrail.class);

	static final int MOST_WAITING = 10_000;

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private static final Duration LAST_WRITE = Duration.ofSeconds(2);

	private final AuditTable table;

	private final Clock clock;

	private final BlockingDeque<AuditEntry> waiting = new LinkedBlockingDeque<>(MOST_WAITING);

	private final ReentrantLock writing = new ReentrantLock();

	private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "audit-trail");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Until when nobody but the background tries, since the database is away.
	 */
	private volatile @Nullable Instant awayUntil;

	AuditTrail(AuditTable table, Clock clock) {
		this.table = table;
		this.clock = clock;
	}

	@EventListener
	void on(AdministrativeAct act) {
		AuditEntry entry = AuditEntry.of(act);
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					// The transaction's connection is still this thread's.
					keep(entry);
					writeLater(Duration.ZERO);
				}

			});
			return;
		}
		keep(entry);
		Instant until = this.awayUntil;
		if (until == null || !this.clock.instant().isBefore(until)) {
			write();
		}
	}

	private void keep(AuditEntry entry) {
		while (!this.waiting.offerLast(entry)) {
			if (this.waiting.pollFirst() != null) {
				logger.warn("More than {} audit entries wait for the database; the oldest is in the log alone",
						MOST_WAITING);
			}
		}
	}

	/**
	 * Write what waits. Of several at once one does it for all.
	 */
	void write() {
		boolean goesOn = true;
		while (goesOn && !this.waiting.isEmpty() && this.writing.tryLock()) {
			try {
				goesOn = writeAll();
			}
			finally {
				this.writing.unlock();
			}
		}
	}

	private boolean writeAll() {
		for (AuditEntry next = this.waiting.peekFirst(); next != null; next = this.waiting.peekFirst()) {
			try {
				this.table.insert(next);
			}
			catch (RuntimeException ex) {
				this.awayUntil = this.clock.instant().plus(PAUSE);
				logger.warn("The audit entries of {} acts are in the log, and wait for the database: {}",
						this.waiting.size(), ex.getMessage());
				writeLater(PAUSE);
				return false;
			}
			this.awayUntil = null;
			this.waiting.remove(next);
		}
		return true;
	}

	private void writeLater(Duration pause) {
		try {
			this.background.schedule(this::write, pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.warn("The service stops; the audit entries of {} acts may be in the log alone", this.waiting.size());
		}
	}

	/**
	 * Return the newest entries, those of this instance that have just been made
	 * included.
	 * @param before only those with a lower number
	 * @param limit how many at the most
	 * @return the entries
	 */
	List<AuditTable.Numbered> newest(long before, int limit) {
		write();
		return this.table.newest(before, limit);
	}

	/**
	 * Return how many entries wait for the database.
	 */
	int waiting() {
		return this.waiting.size();
	}

	/**
	 * Write once more what waits, and end.
	 */
	@Override
	public void close() {
		this.background.shutdownNow();
		try {
			if (!this.background.awaitTermination(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("The database took longer than {} for audit entries", LAST_WRITE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		write();
	}

}
