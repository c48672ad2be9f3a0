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
 * Looks for sessions whose time is over. A thread of its own, as all workers may be busy;
 * every instance looks, and what two of them do at once is done once.
 */
class SessionClosing implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SessionClosing.class);

	private final SessionJobs jobs;

	private final Duration lookEvery;

	private @Nullable ScheduledExecutorService timer;

	SessionClosing(SessionJobs jobs, Duration lookEvery) {
		this.jobs = jobs;
		this.lookEvery = lookEvery;
	}

	private void look() {
		try {
			this.jobs.closeEnded();
		}
		catch (RuntimeException ex) {
			// Anything that got out would end the looking for good.
			logger.warn("Sessions that are over could not be closed; it is tried again: {}", ex.toString());
		}
	}

	@Override
	public synchronized void start() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("sessions-");
		threads.setDaemon(true);
		this.timer = Executors.newSingleThreadScheduledExecutor(threads);
		this.timer.scheduleWithFixedDelay(this::look, this.lookEvery.toMillis(), this.lookEvery.toMillis(),
				TimeUnit.MILLISECONDS);
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
