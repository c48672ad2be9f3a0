package io.wxomedia.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hands new events to all readers of this instance, on one thread. It reads the log only
 * while there are readers: at once after a commit of this instance, and now and then for
 * those of the others. Thread-safe.
 */
class EventFeed implements EventLog, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(EventFeed.class);

	private static final int PAGE = 500;

	/**
	 * How late an event of another instance can be.
	 */
	private static final Duration POLL = Duration.ofMillis(250);

	private static final Duration IDLE = Duration.ofSeconds(15);

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

	private final EventTable events;

	private final ConcurrentLinkedQueue<Subscription> readers = new ConcurrentLinkedQueue<>();

	private final Semaphore news = new Semaphore(0);

	private volatile @Nullable Thread thread;

	private volatile boolean stopping;

	/**
	 * Up to where all readers that are up to date have been served.
	 */
	private long position;

	private long idleAt = System.nanoTime();

	private boolean failing;

	EventFeed(EventTable events) {
		this.events = events;
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
	 * @param after the number after which to begin, or {@code null} for whatever happens
	 * from now on
	 * @param reader the reader
	 * @return the subscription, which the caller cancels when the reader is gone
	 */
	Subscription follow(EventScope scope, @Nullable Long after, EventReader reader) {
		this.events.number();
		long from = (after != null) ? after : this.events.end();
		boolean over = after != null && scope instanceof EventScope.OfJob one && isOver(one.job(), after);
		Subscription subscription = new Subscription(scope, from, over, reader);
		if (this.stopping) {
			subscription.end();
			return subscription;
		}
		this.readers.add(subscription);
		wake();
		return subscription;
	}

	/**
	 * Return whether a job's events end with a number, as things stand.
	 */
	boolean isOver(UUID job, long after) {
		Optional<Event> newest = newest(job);
		return newest.isPresent() && newest.get().last() && newest.get().seq() <= after;
	}

	Optional<Event> newest(UUID job) {
		this.events.number();
		return this.events.newest(job);
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
					serve();
					remindOfLife();
				}
				this.failing = false;
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (DataAccessException | TransactionException ex) {
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
			logger.warn("The log of events cannot be read; its readers wait: {}", failure.getMessage());
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
		for (Subscription reader : this.readers) {
			if (!reader.isUpToDate()) {
				reader.catchUp(this.events, this.position, PAGE);
			}
			reader.endIfOver();
		}
	}

	private void remindOfLife() {
		long now = System.nanoTime();
		if (now - this.idleAt >= IDLE.toNanos()) {
			this.idleAt = now;
			this.readers.forEach(Subscription::idle);
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

}
