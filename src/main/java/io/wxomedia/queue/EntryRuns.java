package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs the entries of one queue, and decides what becomes of one that ended, failed or
 * missed its heartbeats.
 */
class EntryRuns {

	private static final Logger logger = LoggerFactory.getLogger(EntryRuns.class);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	private final String queue;

	private final WorkQueue.Worker worker;

	private final QueueTable table;

	private final HeldEntries held;

	private final Outage outage;

	private final Clock clock;

	private final Runnable poll;

	private final Consumer<Instant> lookAt;

	private final Set<String> runningHere = ConcurrentHashMap.newKeySet();

	private volatile boolean stopping;

	/**
	 * Create the runs of a queue.
	 * @param queue its name
	 * @param worker works on its entries
	 * @param table its entries in the database
	 * @param held entries that are held without a thread
	 * @param outage whether the database was away
	 * @param clock tells the time
	 * @param poll makes the scheduler look for due entries
	 * @param lookAt does so at the moment when an entry is due that was put back
	 */
	EntryRuns(String queue, WorkQueue.Worker worker, QueueTable table, HeldEntries held, Outage outage, Clock clock,
			Runnable poll, Consumer<Instant> lookAt) {
		this.queue = queue;
		this.worker = worker;
		this.table = table;
		this.held = held;
		this.outage = outage;
		this.clock = clock;
		this.poll = poll;
		this.lookAt = lookAt;
	}

	/**
	 * What fails from now on is handed back: the service stops.
	 */
	void handBack() {
		this.stopping = true;
	}

	/**
	 * Free what was picked here and is not worked on: a poll that was under way at the
	 * stop may have picked entries that no thread takes any more, and nobody else should
	 * wait until their leases are over.
	 */
	void freeDropped() {
		Set<String> atWork = new HashSet<>(this.runningHere);
		atWork.addAll(this.held.ids());
		try {
			int freed = this.table.freeOwn(atWork);
			if (freed > 0) {
				logger.info("Handing back {} {} entries that were not begun", freed, this.queue);
			}
		}
		catch (DataAccessException ex) {
			logger.warn("What the {} queue picked last may wait until its lease is over: {}", this.queue,
					ex.getMessage());
		}
	}

	CompletionHandler<Void> run(Execution execution) {
		RunningEntry entry = new RunningEntry(execution);
		WorkQueue.Next next;
		this.runningHere.add(entry.id());
		try {
			next = runWorker(entry);
		}
		finally {
			this.runningHere.remove(entry.id());
		}
		return (complete, operations) -> {
			if (next instanceof WorkQueue.Next.Again again) {
				this.table.again(execution, again.at(), this.clock.instant());
				this.lookAt.accept(again.at());
			}
			else if (next instanceof WorkQueue.Next.Left left) {
				this.table.release(execution, left.at());
				this.lookAt.accept(left.at());
			}
			else if (next instanceof WorkQueue.Next.Done && !entry.removed) {
				this.table.done(execution);
			}
			this.poll.run();
		};
	}

	private WorkQueue.Next runWorker(RunningEntry entry) {
		try {
			return this.worker.run(entry);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new WorkFailed(this.queue, entry.id(), ex);
		}
	}

	/**
	 * Without a heartbeat for too long an entry counts as dead. After a pause of the
	 * whole machine that can be one that still runs here, and goes on.
	 */
	void takeOver(ExecutionComplete dead, ExecutionOperations<Void> operations) {
		String id = dead.getExecution().taskInstance.getId();
		if (this.runningHere.contains(id) || this.held.contains(id)) {
			logger.info("{} {} missed its heartbeats, but still runs here", this.queue, id);
			return;
		}
		if (this.outage.isRecent()) {
			// While the database is away nobody can write a heartbeat. Who still works,
			// perhaps on a call that is paid for, writes one now.
			logger.info("{} {} missed its heartbeats while the database was away; its instance may still report",
					this.queue, id);
			return;
		}
		logger.info("Taking over {} {} from an instance that is gone", this.queue, id);
		this.table.failed(dead.getExecution(), this.clock.instant(), this.clock.instant());
		this.lookAt.accept(this.clock.instant());
	}

	void runAgainLater(ExecutionComplete failed, ExecutionOperations<Void> operations) {
		String id = failed.getExecution().taskInstance.getId();
		if (this.stopping) {
			logger.info("Handing back {} {}: the service is stopping", this.queue, id);
			this.table.failed(failed.getExecution(), this.clock.instant(), this.clock.instant());
			return;
		}
		Duration pause = pauseAfter(failed.getExecution().consecutiveFailures);
		logger.error("Running {} {} failed; it is run again in {} s", this.queue, id, pause.toSeconds(),
				failed.getCause().orElse(null));
		Instant again = this.clock.instant().plus(pause);
		this.table.failed(failed.getExecution(), again, this.clock.instant());
		this.lookAt.accept(again);
		// Its thread is free for what came meanwhile.
		this.poll.run();
	}

	static Duration pauseAfter(int failures) {
		Duration pause = Duration.ofSeconds(1L << Math.min(failures, 10));
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	/**
	 * An entry while its worker runs.
	 */
	private final class RunningEntry implements WorkQueue.Entry {

		private final Execution execution;

		private volatile boolean removed;

		RunningEntry(Execution execution) {
			this.execution = execution;
		}

		@Override
		public String id() {
			return this.execution.getId();
		}

		@Override
		public WorkQueue.Held hold(Runnable cut) {
			return EntryRuns.this.held.hold(this.execution, cut);
		}

		@Override
		public void done() {
			EntryRuns.this.table.remove(id());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					RunningEntry.this.removed = true;
				}

			});
		}

	}

}
