package io.wxomedia.worker;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The jobs that this instance works on, and the reason of each interrupt: a thread that
 * is interrupted here for its job's sake is told apart from one that ends with the
 * service. Also sees what other instances cancel. Thread-safe.
 */
class RunningJobs implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RunningJobs.class);

	/**
	 * A job that another instance cancels is let go within a second.
	 */
	private static final Duration LOOK_EVERY = Duration.ofMillis(400);

	private final JobRecords jobs;

	private final ConcurrentMap<JobId, Place> places = new ConcurrentHashMap<>();

	/**
	 * Whether somebody looks: nobody needs to while nothing is worked on.
	 */
	private final AtomicBoolean looking = new AtomicBoolean();

	private volatile @Nullable ScheduledExecutorService timer;

	RunningJobs(JobRecords jobs) {
		this.jobs = jobs;
	}

	/**
	 * Note that the current thread works on a job.
	 * @param job the job
	 * @return its place, to be left by the same thread
	 */
	Place enter(JobId job) {
		Place place = new Place(job, Thread.currentThread());
		this.places.put(job, place);
		lookSoon();
		return place;
	}

	/**
	 * Take a place from which nobody is called away: all that is left is to end the job.
	 * @param job the job
	 * @return its place, to be left by the same thread
	 */
	Place enterToEnd(JobId job) {
		return new Place(job, Thread.currentThread());
	}

	/**
	 * Interrupt the work on a job, if it is done here.
	 * @param job the job
	 */
	void cancel(JobId job) {
		Place place = this.places.get(job);
		if (place != null) {
			place.cancel();
		}
	}

	private void lookSoon() {
		ScheduledExecutorService running = this.timer;
		if (running != null && this.looking.compareAndSet(false, true)) {
			try {
				running.schedule(this::look, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The service stops; nobody looks any more", ex);
			}
		}
	}

	private void look() {
		try {
			Set<JobId> here = this.places.keySet();
			if (!here.isEmpty()) {
				this.jobs.cancelled(here).forEach(this::cancel);
			}
		}
		catch (RuntimeException ex) {
			// Anything that got out would end the looking for good.
			logger.debug("What was cancelled elsewhere cannot be read now; it is tried again", ex);
		}
		// In this order: who comes in between begins to look by itself.
		this.looking.set(false);
		if (!this.places.isEmpty()) {
			lookSoon();
		}
	}

	@Override
	public synchronized void start() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("cancelled-");
		threads.setDaemon(true);
		this.timer = Executors.newSingleThreadScheduledExecutor(threads);
		this.looking.set(false);
		if (!this.places.isEmpty()) {
			lookSoon();
		}
	}

	@Override
	public synchronized void stop() {
		ScheduledExecutorService running = this.timer;
		if (running != null) {
			running.shutdownNow();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

	/**
	 * A thread's place at a job.
	 */
	final class Place implements AutoCloseable {

		private final JobId job;

		private final Thread thread;

		private boolean cancelled;

		private boolean left;

		private Place(JobId job, Thread thread) {
			this.job = job;
			this.thread = thread;
		}

		private synchronized void cancel() {
			if (!this.left && !this.cancelled) {
				this.cancelled = true;
				this.thread.interrupt();
			}
		}

		/**
		 * Return whether the job was cancelled while it was worked on.
		 */
		synchronized boolean isCancelled() {
			return this.cancelled;
		}

		/**
		 * Leave. An interrupt that was for this job does not reach the next one; one that
		 * came with the end of the service is for the queue, which knows by itself.
		 */
		@Override
		public synchronized void close() {
			this.left = true;
			RunningJobs.this.places.remove(this.job, this);
			if (this.cancelled) {
				Thread.interrupted();
			}
		}

	}

}
