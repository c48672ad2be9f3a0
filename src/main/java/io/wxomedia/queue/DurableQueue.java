package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * {@link WorkQueue} on db-scheduler: one table, leases kept alive by heartbeats, work on
 * a bounded {@link ThreadPoolTaskExecutor}.
 */
class DurableQueue implements WorkQueue {

	static final Comparator<DurableQueue> STOP_ORDER = Comparator.comparingInt((queue) -> queue.settings.stopOrder());

	private static final Logger logger = LoggerFactory.getLogger(DurableQueue.class);

	/**
	 * Every wait is rounded up to the next poll, so this is how late an entry can be.
	 */
	private static final Duration POLLING_INTERVAL = Duration.ofMillis(200);

	/**
	 * With four missed ones a dead instance's work goes on elsewhere after 20 seconds.
	 */
	private static final Duration HEARTBEAT = Duration.ofSeconds(5);

	private static final int MISSED_HEARTBEATS = 4;

	/**
	 * After the database was away, living instances get this long to say that they live.
	 */
	private static final Duration TO_REPORT = HEARTBEAT.multipliedBy(3);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	/**
	 * How many entries one statement names.
	 */
	private static final int AT_ONE_TIME = 500;

	private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(3);

	private final WorkQueues.Settings settings;

	private final String instanceName;

	private final Worker worker;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final ShutdownGrace grace;

	private final ThreadPoolTaskExecutor executor;

	private final Set<String> runningHere = ConcurrentHashMap.newKeySet();

	private final HeldEntries held;

	private final Outage outage;

	private final Task<Void> task;

	private final Scheduler scheduler;

	private volatile boolean running;

	DurableQueue(WorkQueues.Settings settings, Worker worker, DataSource dataSource, Clock clock, ShutdownGrace grace,
			String instanceName) {
		this.settings = settings;
		this.instanceName = instanceName;
		this.worker = worker;
		this.jdbc = JdbcClient.create(dataSource);
		this.clock = clock;
		this.grace = grace;
		this.executor = createExecutor();
		this.held = new HeldEntries(settings.name(), this.jdbc, clock, HEARTBEAT, this::wakeAfterCommit);
		this.outage = new Outage(clock, TO_REPORT);
		this.task = Tasks.custom(settings.name(), Void.class)
			.onFailure(this::runAgainLater)
			.onDeadExecution(this::takeOver)
			.execute((instance, context) -> runEntry(context.getExecution()));
		this.scheduler = Scheduler.create(dataSource, List.of(this.task))
			.tableName(tableName())
			.schedulerName(new SchedulerName.Fixed(instanceName))
			.executorService(this.executor.getThreadPoolExecutor())
			.threads(settings.threads())
			.pollUsingFetch(0.5, 1.0)
			.pollingInterval(POLLING_INTERVAL)
			.heartbeatInterval(HEARTBEAT)
			.missedHeartbeatsLimit(MISSED_HEARTBEATS)
			.shutdownMaxWait(AFTER_INTERRUPT)
			.failureLogging(LogLevel.OFF, false)
			.clock(clock::instant)
			.addSchedulerListener(this.outage)
			.startTasks(chores())
			.build();
	}

	private ThreadPoolTaskExecutor createExecutor() {
		// While all threads work, db-scheduler goes on offering what is due. An offer is
		// a hint (the entry is picked when a thread takes it), so the newest hints push
		// out the stale ones instead of being refused.
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(this.settings.name() + "-");
		executor.setCorePoolSize(this.settings.threads());
		executor.setMaxPoolSize(this.settings.threads());
		executor.setQueueCapacity(3 * this.settings.threads());
		executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardOldestPolicy());
		executor.initialize();
		return executor;
	}

	private List<RecurringTask<?>> chores() {
		List<RecurringTask<?>> chores = new ArrayList<>();
		for (WorkQueues.Chore chore : this.settings.recurring()) {
			chores.add(Tasks.recurring(chore.name(), FixedDelay.of(chore.pause()))
				.execute((instance, context) -> run(chore)));
		}
		return chores;
	}

	private static void run(WorkQueues.Chore chore) {
		try {
			chore.work().run();
		}
		catch (RuntimeException ex) {
			logger.error("The chore {} failed; it is done again in {}", chore.name(), chore.pause(), ex);
		}
	}

	private String tableName() {
		return this.settings.name() + "_queue";
	}

	@Override
	public void add(String id, Instant notBefore) {
		this.scheduler.scheduleIfNotExists(new TaskInstance<>(this.task.getName(), id), notBefore);
		wakeAfterCommit(notBefore);
	}

	@Override
	public void reschedule(String id, Instant notBefore) {
		if (!this.scheduler.reschedule(TaskInstanceId.of(this.task.getName(), id), notBefore)) {
			this.scheduler.scheduleIfNotExists(new TaskInstance<>(this.task.getName(), id), notBefore);
		}
		wakeAfterCommit(notBefore);
	}

	@Override
	public int hasten(Collection<String> ids, Instant latest) {
		List<String> all = List.copyOf(ids);
		int hastened = 0;
		for (int from = 0; from < all.size(); from += AT_ONE_TIME) {
			// Who has just picked an entry, or is about to, finds another version of it.
			hastened += this.jdbc.sql("""
					update %s set execution_time = :latest, version = version + 1
					where task_name = :name and task_instance in (:ids) and picked = false and execution_time > :latest
					""".formatted(tableName()))
				.param("latest", latest.atOffset(ZoneOffset.UTC))
				.param("name", this.task.getName())
				.param("ids", all.subList(from, Math.min(from + AT_ONE_TIME, all.size())))
				.update();
		}
		wakeAfterCommit(latest);
		return hastened;
	}

	@Override
	public Optional<Place> place(String id) {
		Optional<OffsetDateTime> due = this.jdbc
			.sql("select execution_time from %s where task_name = :name and task_instance = :id and picked = false"
				.formatted(tableName()))
			.param("name", this.task.getName())
			.param("id", id)
			.query(OffsetDateTime.class)
			.optional();
		return due.map((at) -> this.jdbc.sql("""
				select count(case when picked = false and (execution_time < :due
						or execution_time = :due and task_instance < :id) then 1 end) ahead,
					count(case when picked = true then 1 end) running
				from %s where task_name = :name
				""".formatted(tableName()))
			.param("due", at)
			.param("id", id)
			.param("name", this.task.getName())
			.query((row, index) -> new Place(row.getInt("ahead"), row.getInt("running"), at.toInstant()))
			.single());
	}

	@Override
	public void remove(String id) {
		this.jdbc.sql("delete from %s where task_name = :name and task_instance = :id".formatted(tableName()))
			.param("name", this.settings.name())
			.param("id", id)
			.update();
	}

	/**
	 * Only if it is still held as it was picked: it may be gone, or picked again since,
	 * by another instance or another thread of this one.
	 */
	private void release(Execution execution, Instant at) {
		this.jdbc.sql("""
				update %s set picked = false, picked_by = null, last_heartbeat = null, version = version + 1,
					execution_time = :at
				where task_name = :name and task_instance = :id and picked_by = :me and version = :version
				""".formatted(tableName()))
			.param("at", at.atOffset(ZoneOffset.UTC))
			.param("name", this.settings.name())
			.param("id", execution.getId())
			.param("me", this.instanceName)
			.param("version", execution.version)
			.update();
	}

	private void wakeAfterCommit(Instant notBefore) {
		if (notBefore.isAfter(this.clock.instant())) {
			return;
		}
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			wakeIfIdle();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				wakeIfIdle();
			}

		});
	}

	/**
	 * A poll that finds every thread at work is wasted; the next thread to finish polls.
	 */
	private void wakeIfIdle() {
		if (this.executor.getActiveCount() < this.settings.threads()) {
			this.scheduler.triggerCheckForDueExecutions();
		}
	}

	private CompletionHandler<Void> runEntry(Execution execution) {
		RunningEntry entry = new RunningEntry(execution);
		Next next;
		this.runningHere.add(entry.id());
		try {
			next = runWorker(entry);
		}
		finally {
			this.runningHere.remove(entry.id());
		}
		return (complete, operations) -> {
			if (next instanceof Next.Again again) {
				operations.reschedule(complete, again.at());
			}
			else if (next instanceof Next.Left left) {
				release(execution, left.at());
			}
			else if (next instanceof Next.Done && !entry.removed) {
				operations.remove();
			}
			this.scheduler.triggerCheckForDueExecutions();
		};
	}

	private Next runWorker(RunningEntry entry) {
		try {
			return this.worker.run(entry);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new WorkFailed(this.settings.name(), entry.id(), ex);
		}
	}

	/**
	 * Without a heartbeat for too long an entry counts as dead. After a pause of the
	 * whole machine that can be one that still runs here, and goes on.
	 */
	private void takeOver(ExecutionComplete dead, ExecutionOperations<Void> operations) {
		String id = dead.getExecution().taskInstance.getId();
		if (this.runningHere.contains(id) || this.held.contains(id)) {
			logger.info("{} {} missed its heartbeats, but still runs here", this.settings.name(), id);
			return;
		}
		if (this.outage.isRecent()) {
			// While the database is away nobody can write a heartbeat. Who still works,
			// perhaps on a call that is paid for, writes one now.
			logger.info("{} {} missed its heartbeats while the database was away; its instance may still report",
					this.settings.name(), id);
			return;
		}
		logger.info("Taking over {} {} from an instance that is gone", this.settings.name(), id);
		operations.reschedule(dead, this.clock.instant());
	}

	private void runAgainLater(ExecutionComplete failed, ExecutionOperations<Void> operations) {
		String id = failed.getExecution().taskInstance.getId();
		if (!this.running) {
			logger.info("Handing back {} {}: the service is stopping", this.settings.name(), id);
			operations.reschedule(failed, this.clock.instant());
			return;
		}
		Duration pause = pauseAfter(failed.getExecution().consecutiveFailures);
		logger.error("Running {} {} failed; it is run again in {} s", this.settings.name(), id, pause.toSeconds(),
				failed.getCause().orElse(null));
		operations.reschedule(failed, this.clock.instant().plus(pause));
	}

	static Duration pauseAfter(int failures) {
		Duration pause = Duration.ofSeconds(1L << Math.min(failures, 10));
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	/**
	 * Start to run entries.
	 * @param onlyInstance whether no other process can be at work on this database
	 */
	void start(boolean onlyInstance) {
		if (onlyInstance) {
			freeOwnLeases();
		}
		this.running = true;
		this.scheduler.start();
	}

	/**
	 * The embedded database is locked by this process, so whoever held these leases is
	 * dead: their work need not wait for the heartbeat to be missed.
	 */
	private void freeOwnLeases() {
		int freed = this.jdbc.sql("""
				update %s set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
				where picked = true
				""".formatted(tableName())).update();
		if (freed > 0) {
			logger.info("Resuming {} {} entries that an earlier process left behind", freed, this.settings.name());
		}
	}

	/**
	 * Take no more entries; those that run go on.
	 */
	void pause() {
		this.scheduler.pause();
		this.executor.getThreadPoolExecutor().getQueue().clear();
	}

	/**
	 * Let what runs finish within the grace period, then interrupt it: it is handed back
	 * and goes on with the next start. Heartbeats end last, so that no other instance
	 * takes an entry over while it is still at work here.
	 */
	void stop() {
		if (this.settings.drains()) {
			drain();
		}
		pause();
		ThreadPoolExecutor threads = this.executor.getThreadPoolExecutor();
		threads.shutdown();
		// A poll that was under way may have offered entries after the pause.
		threads.getQueue().clear();
		if (!awaitTermination(threads, this.grace.left()) || !this.held.awaitNone(this.grace.left())) {
			logger.info("The grace period is over; interrupting {} {} entries",
					threads.getActiveCount() + this.held.count(), this.settings.name());
			this.running = false;
			threads.shutdownNow();
			this.held.cut();
			awaitTermination(threads, AFTER_INTERRUPT);
			this.held.awaitNone(AFTER_INTERRUPT);
		}
		this.running = false;
		this.held.close();
		this.scheduler.stop();
	}

	/**
	 * Entries that became due while the service was stopping are still run.
	 */
	private void drain() {
		this.scheduler.triggerCheckForDueExecutions();
		try {
			while (!this.grace.left().isZero() && dueEntries() > 0) {
				new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (DataAccessException ex) {
			logger.warn("Stopping without draining the {} queue: {}", this.settings.name(), ex.getMessage());
		}
	}

	private int dueEntries() {
		return this.jdbc
			.sql("select count(*) from %s where picked = false and task_name = :name and execution_time <= :now"
				.formatted(tableName()))
			.param("name", this.settings.name())
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.query(Integer.class)
			.single();
	}

	private static boolean awaitTermination(ThreadPoolExecutor threads, Duration atMost) {
		try {
			return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	String name() {
		return this.settings.name();
	}

	int threads() {
		return this.settings.threads();
	}

	int busy() {
		return this.executor.getActiveCount();
	}

	boolean drains() {
		return this.settings.drains();
	}

	void abandon() {
		this.executor.getThreadPoolExecutor().shutdownNow();
		this.held.cut();
		this.held.close();
	}

	/**
	 * An entry while its worker runs.
	 */
	private final class RunningEntry implements Entry {

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
		public Held hold(Runnable cut) {
			return DurableQueue.this.held.hold(this.execution, cut);
		}

		@Override
		public void done() {
			DurableQueue.this.remove(id());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					RunningEntry.this.removed = true;
				}

			});
		}

	}

}
