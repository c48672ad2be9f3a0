package io.wxomedia.session;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Looks for sessions whose time is over, and for those that are to be removed. Threads of
 * its own, as all workers may be busy, and two, as a removal may wait for a store that
 * hangs; every instance looks, and what two of them do at once is done once.
 */
class SessionClosing implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SessionClosing.class);

	private static final Duration RENEW_EVERY = Duration.ofSeconds(2);

	private final Runnable closing;

	private final SessionRemoval removal;

	private final Duration lookEvery;

	private @Nullable ScheduledExecutorService timer;

	SessionClosing(Runnable closing, SessionRemoval removal, Duration lookEvery) {
		this.closing = closing;
		this.removal = removal;
		this.lookEvery = lookEvery;
	}

	private static void each(ScheduledExecutorService timer, Duration time, Runnable work) {
		timer.scheduleWithFixedDelay(() -> {
			try {
				work.run();
			}
			catch (RuntimeException ex) {
				// Anything that got out would end the looking for good.
				logger.warn("Sessions that are over could not be looked at; it is tried again: {}", ex.toString());
			}
		}, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized void start() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("sessions-");
		threads.setDaemon(true);
		ScheduledExecutorService started = Executors.newScheduledThreadPool(2, threads);
		each(started, this.lookEvery, this.closing);
		each(started, RENEW_EVERY, this.removal::renew);
		each(started, this.lookEvery, this.removal::goOn);
		this.timer = started;
	}

	@Override
	public synchronized void stop() {
		if (this.timer != null) {
			this.timer.shutdownNow();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

}
