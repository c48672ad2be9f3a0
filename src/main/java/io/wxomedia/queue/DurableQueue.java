package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * {@link WorkQueue} on db-scheduler: one table, leases kept alive by heartbeats, work on
 * a bounded {@link ThreadPoolTaskExecutor}.
 */
class DurableQueue implements WorkQueue {

	static final Comparator<DurableQueue> STOP_ORDER = Comparator.comparingInt((queue) -> queue.settings.stopOrder());

	private static final Logger logger = LoggerFactory.getLogger(DurableQueue.class);

	/**
	 * How late an entry can be that another instance put off or could not take.
	 */
	private static final Duration POLLING_INTERVAL = Duration.ofMillis(200);

	/**
	 * Nobody else has entries in an embedded database, and the timer knows when they are
	 * due. What it does not know are the chores that come again and again.
	 */
	private static final Duration POLLING_INTERVAL_ALONE = Duration.ofSeconds(5);

	/**
	 * With four missed ones a dead instance's work goes on elsewhere after 20 seconds.
	 */
	private static final Duration HEARTBEAT = Duration.ofSeconds(5);

	private static final int MISSED_HEARTBEATS = 4;

	/**
	 * After the database was away, living instances get this long to say that they live.
	 */
	private static final Duration TO_REPORT = HEARTBEAT.multipliedBy(3);

	private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(3);

	private final WorkQueues.Settings settings;

	private final QueueTable table;

	private final Clock clock;

	private final ShutdownGrace grace;

	private final ThreadPoolTaskExecutor executor;

	private final HeldEntries held;

	private final EntryRuns runs;

	private final DueTimer timer;

	private final Task<Void> task;

	private final Scheduler scheduler;

	/**
	 * One statement finds and picks what free threads can take; H2 knows no such one.
	 */
	private final boolean picksAsItPolls;

	DurableQueue(WorkQueues.Settings settings, Worker worker, DataSource dataSource, Clock clock, ShutdownGrace grace,
			String instanceName, boolean picksAsItPolls) {
		this.picksAsItPolls = picksAsItPolls;
		this.settings = settings;
		JdbcClient jdbc = JdbcClient.create(dataSource);
		this.table = new QueueTable(jdbc, settings.name(), instanceName);
		this.clock = clock;
		this.grace = grace;
		this.executor = QueueThreads.create(settings);
		this.timer = new DueTimer(settings.name(), clock, this::wakeIfIdle);
		this.held = new HeldEntries(settings.name(), jdbc, clock, HEARTBEAT, this.timer::lookAfterCommit);
		Outage outage = new Outage(clock, TO_REPORT);
		this.runs = new EntryRuns(settings.name(), worker, this.table, this.held, outage, clock, this::poll,
				this.timer::look);
		this.task = Tasks.custom(settings.name(), Void.class)
			.onFailure(this.runs::runAgainLater)
			.onDeadExecution(this.runs::takeOver)
			.execute((instance, context) -> this.runs.run(context.getExecution()));
		SchedulerBuilder builder = Scheduler.create(dataSource, List.of(this.task))
			.tableName(this.table.name())
			.schedulerName(new SchedulerName.Fixed(instanceName))
			.executorService(this.executor.getThreadPoolExecutor())
			.threads(settings.threads())
			.pollingInterval(picksAsItPolls ? POLLING_INTERVAL : POLLING_INTERVAL_ALONE)
			.heartbeatInterval(HEARTBEAT)
			.missedHeartbeatsLimit(MISSED_HEARTBEATS)
			.shutdownMaxWait(AFTER_INTERRUPT)
			.failureLogging(LogLevel.OFF, false)
			.clock(clock::instant)
			.addSchedulerListener(outage)
			.startTasks(Chores.tasks(settings.recurring()));
		// A thread is free only after its entry's completion handler. db-scheduler's own
		// poll comes then, if fewer threads are at work than this part of them: than all.
		builder = picksAsItPolls ? builder.pollUsingLockAndFetch(0.99, 1.0) : builder.pollUsingFetch(0.5, 1.0);
		this.scheduler = (settings.inTurns() ? builder.enablePriority() : builder).build();
	}

	@Override
	public void add(String id, Instant notBefore) {
		add(id, notBefore, 0);
	}

	@Override
	public void add(String id, Instant notBefore, int turn) {
		this.table.insert(id, notBefore, turn);
		this.timer.lookAfterCommit(notBefore);
	}

	@Override
	public void reschedule(String id, Instant notBefore) {
		if (!this.scheduler.reschedule(TaskInstanceId.of(this.task.getName(), id), notBefore)) {
			this.table.insert(id, notBefore, 0);
		}
		this.timer.lookAfterCommit(notBefore);
	}

	@Override
	public int hasten(Collection<String> ids, Instant latest) {
		int hastened = this.table.hasten(ids, latest);
		this.timer.lookAfterCommit(latest);
		return hastened;
	}

	@Override
	public Optional<Place> place(String id) {
		return this.table.place(id, this.clock.instant());
	}

	@Override
	public void remove(String id) {
		this.table.remove(id);
	}

	/**
	 * A poll that finds every thread at work is wasted; the next thread to finish polls.
	 */
	private void wakeIfIdle() {
		if (this.executor.getActiveCount() < this.settings.threads()) {
			poll();
		}
	}

	/**
	 * Look for due entries.
	 */
	void poll() {
		this.scheduler.triggerCheckForDueExecutions();
	}

	/**
	 * Start to run entries.
	 * @param onlyInstance whether no other process can be at work on this database
	 */
	void start(boolean onlyInstance) {
		if (onlyInstance) {
			// The embedded database is locked by this process, so whoever held these
			// leases is dead: their work need not wait for the heartbeat to be missed.
			int freed = this.table.freeLeases();
			if (freed > 0) {
				logger.info("Resuming {} {} entries that an earlier process left behind", freed, name());
			}
			this.timer.look(this.table.dueAfter(this.clock.instant()));
		}
		this.scheduler.start();
	}

	/**
	 * Take no more entries; those that run go on.
	 */
	void pause() {
		this.scheduler.pause();
		forgetOffers();
	}

	/**
	 * What is picked already is run: let go, it would wait for its lease to be over.
	 */
	private void forgetOffers() {
		if (!this.picksAsItPolls) {
			this.executor.getThreadPoolExecutor().getQueue().clear();
		}
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
		forgetOffers();
		if (!awaitTermination(threads, this.grace.left()) || !this.held.awaitNone(this.grace.left())) {
			logger.info("The grace period is over; interrupting {} {} entries",
					threads.getActiveCount() + this.held.count(), this.settings.name());
			this.runs.handBack();
			threads.shutdownNow();
			this.held.cut();
			awaitTermination(threads, AFTER_INTERRUPT);
			this.held.awaitNone(AFTER_INTERRUPT);
		}
		this.runs.handBack();
		this.timer.close();
		this.held.close();
		this.scheduler.stop();
		this.runs.freeDropped();
	}

	/**
	 * Entries that became due while the service was stopping are still run.
	 */
	private void drain() {
		this.scheduler.triggerCheckForDueExecutions();
		try {
			while (!this.grace.left().isZero() && this.table.dueEntries(this.clock.instant()) > 0) {
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
		this.timer.close();
		this.executor.getThreadPoolExecutor().shutdownNow();
		this.held.cut();
		this.held.close();
	}

}
