package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Has a queue looked through when an entry that was put off is due, so that nobody needs
 * to ask the database all the time. While entries wait the clock is read at least five
 * times a second, since it may be set; while none does nothing is done. Thread-safe.
 */
class DueTimer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DueTimer.class);

	private static final long LONGEST_NAP_MILLIS = 200;

	private final String queue;

	private final Clock clock;

	private final Runnable poll;

	/**
	 * When entries are due, as far as this instance knows.
	 */
	private final TreeSet<Instant> moments = new TreeSet<>();

	private @Nullable Thread thread;

	private boolean closed;

	/**
	 * Create a timer.
	 * @param queue the queue, which names the thread
	 * @param clock tells the time
	 * @param poll looks for due entries
	 */
	DueTimer(String queue, Clock clock, Runnable poll) {
		this.queue = queue;
		this.clock = clock;
		this.poll = poll;
	}

	/**
	 * Look when the caller's transaction is committed and an entry is due: before that
	 * its row is not there.
	 * @param due the moment
	 */
	void lookAfterCommit(Instant due) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			look(due);
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				look(due);
			}

		});
	}

	/**
	 * Look when an entry is due.
	 * @param due the moment; what is past is looked for at once
	 */
	void look(Instant due) {
		if (due.isAfter(this.clock.instant())) {
			wait(due);
		}
		else {
			this.poll.run();
		}
	}

	/**
	 * Look when each of some entries is due.
	 * @param due the moments
	 */
	void look(Collection<Instant> due) {
		due.forEach(this::look);
	}

	private synchronized void wait(Instant due) {
		if (this.closed) {
			return;
		}
		this.moments.add(due);
		if (this.thread == null) {
			this.thread = new Thread(this::run, this.queue + "-due");
			this.thread.setDaemon(true);
			this.thread.start();
		}
		else if (this.moments.first().equals(due)) {
			notifyAll();
		}
	}

	private void run() {
		try {
			while (awaitDue()) {
				pollUnlessItFails();
			}
		}
		catch (InterruptedException ex) {
			// Nobody needs it any more.
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What got out would end the thread, and every later entry would wait for the look
	 * every few seconds.
	 */
	private void pollUnlessItFails() {
		try {
			this.poll.run();
		}
		catch (RuntimeException ex) {
			logger.warn("The queue {} could not be looked through for what is due; it is soon", this.queue, ex);
		}
	}

	/**
	 * Wait until an entry is due.
	 * @return whether one is; otherwise this is closed
	 */
	private synchronized boolean awaitDue() throws InterruptedException {
		while (!this.closed) {
			Instant now = this.clock.instant();
			if (!this.moments.isEmpty() && !this.moments.first().isAfter(now)) {
				this.moments.headSet(now, true).clear();
				return true;
			}
			wait(this.moments.isEmpty() ? 0 : nap(Duration.between(now, this.moments.first())));
		}
		return false;
	}

	/**
	 * A look that comes a moment too early finds nothing.
	 */
	private static long nap(Duration left) {
		return (left.compareTo(Duration.ofMillis(LONGEST_NAP_MILLIS)) < 0) ? left.toMillis() + 1 : LONGEST_NAP_MILLIS;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.moments.clear();
		notifyAll();
	}

}
