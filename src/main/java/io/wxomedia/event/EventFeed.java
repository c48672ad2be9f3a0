package io.wxomedia.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hands new events to all readers of this instance, on one thread. It reads the log only
 * while there are readers: at once after a commit of this instance, and now and then for
 * those of the others. Thread-safe.
 */
class EventFeed implements EventLog, EventNumbers, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EventFeed.class);

	private static final int PAGE = 500;

	/**
	 * How late an event of another instance can be.
	 */
	private static final Duration POLL = Duration.ofMillis(250);

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

	private final EventTable events;

	private final ReaderUpkeep upkeep;

	private final ConcurrentLinkedQueue<Subscription> readers = new ConcurrentLinkedQueue<>();

	private final Semaphore news = new Semaphore(0);

	private volatile @Nullable Thread thread;

	private volatile boolean stopping;

	/**
	 * Up to where all readers that are up to date have been served.
	 */
	private long position;

	private boolean failing;

	EventFeed(EventTable events, ReaderUpkeep upkeep) {
		this.events = events;
		this.upkeep = upkeep;
	}

	@Override
	public void append(NewEvent... newEvents) {
		this.events.insert(newEvents);
		if (this.readers.isEmpty()) {
			return;
		}
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			wake();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				wake();
			}

		});
	}

	@Override
	public void number() {
		this.events.number();
	}

	/**
	 * Look at the log soon.
	 */
	void wake() {
		if (this.news.availablePermits() == 0) {
			this.news.release();
		}
	}

	/**
	 * Follow a scope.
	 * @param scope what to see
	 * @param start where to begin
	 * @param caller the name of the caller whose right to read is asked for again and
	 * again; {@code null} for nobody
	 * @param reader the reader
	 * @return the subscription, which the caller cancels when the reader is gone
	 */
	Subscription follow(EventScope scope, Start start, @Nullable String caller, EventReader reader) {
		Subscription subscription = new Subscription(scope, start.after(), start.over(), caller, reader);
		this.readers.add(subscription);
		if (this.stopping) {
			subscription.end();
		}
		wake();
		return subscription;
	}

	/**
	 * Find out where a reader begins.
	 * @param scope what it is to see
	 * @param after the number of the last event that it has, or {@code null}
	 * @return its start: a job from its first event on, everything else from now on. A
	 * number that was never given, from another database perhaps, counts as none
	 */
	Start start(EventScope scope, @Nullable Long after) {
		this.events.number();
		long end = this.events.end();
		boolean known = after != null && after <= end;
		if (scope.only() != null) {
			long from = known ? after : 0;
			Optional<Event> newest = this.events.newest(scope);
			boolean over = newest.isPresent() && scope.isOver(newest.get()) && newest.get().seq() <= from;
			return new Start(from, over);
		}
		return new Start(known ? after : end, false);
	}

	int readers() {
		return this.readers.size();
	}

	private void run() {
		while (!this.stopping) {
			try {
				boolean woken = this.readers.isEmpty() ? waitForNews()
						: this.news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
				if (woken) {
					this.news.drainPermits();
				}
				this.readers.removeIf(Subscription::isCancelled);
				if (!this.readers.isEmpty()) {
					this.upkeep.letGoOfLapsed(this.readers);
					serve();
					this.upkeep.remindOfLife(this.readers);
				}
				this.failing = false;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				// What got out would end all streams of this instance.
				waitAfter(ex);
			}
		}
	}

	private boolean waitForNews() throws InterruptedException {
		this.news.acquire();
		return true;
	}

	private void waitAfter(RuntimeException failure) {
		if (!this.failing) {
			logger.warn("The log of events cannot be read; its readers wait", failure);
		}
		this.failing = true;
		try {
			this.news.tryAcquire(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void serve() {
		this.events.number();
		long end = this.events.end();
		if (this.readers.stream().noneMatch(Subscription::isUpToDate)) {
			this.position = end;
		}
		while (this.position < end) {
			List<Event> fresh = this.events.after(new EventScope.OfAll(), this.position, PAGE);
			if (fresh.isEmpty()) {
				this.position = end;
				break;
			}
			this.readers.stream().filter(Subscription::isUpToDate).forEach((reader) -> reader.take(fresh));
			this.position = fresh.get(fresh.size() - 1).seq();
		}
		boolean somebodyIsBehind = false;
		for (Subscription reader : this.readers) {
			if (!reader.isUpToDate()) {
				somebodyIsBehind |= reader.catchUp(this.events, this.position, PAGE);
			}
			reader.endIfOver();
		}
		if (somebodyIsBehind) {
			// One page each and round: who has much to read holds nobody up.
			wake();
		}
	}

	@Override
	public void start() {
		this.stopping = false;
		Thread started = new Thread(this::run, "events");
		started.setDaemon(true);
		this.thread = started;
		started.start();
	}

	/**
	 * Readers end first: the web server would wait for them.
	 */
	@Override
	public void stop() {
		this.stopping = true;
		Thread running = this.thread;
		if (running != null) {
			running.interrupt();
			this.thread = null;
		}
		this.readers.forEach(Subscription::end);
		this.readers.clear();
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/**
	 * Stopped before the web server, whose graceful end waits for open answers.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Where a reader begins.
	 *
	 * @param after the number after which
	 * @param over whether nothing can follow, as things stand
	 */
	record Start(long after, boolean over) {

		static final Start OF_ALL = new Start(0, false);

	}

}
