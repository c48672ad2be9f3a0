package io.wxomedia.job;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.wxomedia.payload.DiskSpace;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Takes a job from the queue to its next step, and in the end to its one verdict.
 */
class JobRunner implements WorkQueue.Worker {

	private static final Logger logger = LoggerFactory.getLogger(JobRunner.class);

	/**
	 * A job that brings the process down each time must not do so for ever.
	 */
	private static final int MOST_CRASHES = 10;

	private static final Duration DISK_PAUSE = Duration.ofSeconds(10);

	private final JobTable jobs;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final DatabaseRetry database;

	private final ApplicationEventPublisher events;

	private final PayloadStore payloads;

	private final JobProperties properties;

	private final Clock clock;

	JobRunner(JobTable jobs, ItemTable items, JobHandlers handlers, DatabaseRetry database,
			ApplicationEventPublisher events, PayloadStore payloads, JobProperties properties, Clock clock) {
		this.jobs = jobs;
		this.items = items;
		this.handlers = handlers;
		this.database = database;
		this.events = events;
		this.payloads = payloads;
		this.properties = properties;
		this.clock = clock;
	}

	@Override
	public Next run(WorkQueue.Entry entry) throws Exception {
		String id = entry.id();
		Optional<JobTable.Begun> begun = this.database.inTransaction(() -> this.jobs.begin(JobId.of(id)));
		if (begun.isEmpty()) {
			return new Next.Done();
		}
		MDC.put("job_id", id);
		try {
			return run(entry, begun.get());
		}
		finally {
			MDC.remove("job_id");
		}
	}

	private Next run(WorkQueue.Entry entry, JobTable.Begun begun) throws Exception {
		FencedRun run = new FencedRun(begun, this.jobs, this.items, this.database, this.clock);
		JobHandler handler = this.handlers.of(run.job());
		try {
			return take(entry, run, step(begun, run, handler));
		}
		catch (RunLost ex) {
			logger.warn("Leaving job {}: {}", run.job().id(), ex.getMessage());
			return new Next.Done();
		}
		catch (DataAccessException | TransactionException ex) {
			// The database is what failed, so there is nowhere to write a verdict.
			putBack(run);
			throw ex;
		}
		catch (InterruptedException ex) {
			putBack(run);
			throw ex;
		}
		catch (OutOfMemory ex) {
			// The job stays as a dead process would leave it: the queue runs it again
			// after
			// a pause, and that counts as a crash, of which a job may have so many.
			logger.error("The service ran out of memory", ex);
			throw ex;
		}
	}

	private JobStep step(JobTable.Begun begun, FencedRun run, JobHandler handler) throws InterruptedException {
		if (begun.crashes() > MOST_CRASHES) {
			return handler.fail(run, "The service stopped " + begun.crashes()
					+ " times, or ran out of memory, while it worked on this job");
		}
		try {
			JobStep step = handler.run(run);
			if (step instanceof JobStep.Finish finish && finish.verdict() == Verdict.FAILED) {
				handBackIfStopping(null);
			}
			return step;
		}
		catch (InterruptedException | TransactionException | RunLost ex) {
			throw ex;
		}
		catch (OutOfMemoryError ex) {
			throw new OutOfMemory(run.job().id(), ex);
		}
		catch (DataIntegrityViolationException ex) {
			logger.error("Job {} holds something that the database refuses", run.job().id(), ex);
			return handler.fail(run, "The service could not store what the job holds; its log says why");
		}
		catch (Exception ex) {
			handBackIfStopping(ex);
			mustNotBeTheDatabase(ex);
			mustNotBeTheMemory(run.job().id(), ex);
			if (DiskSpace.isFull(ex)) {
				logger.warn("Job {} waits for room on the disk: {}", run.job().id(), ex.getMessage());
				return new JobStep.Wait(this.clock.instant().plus(DISK_PAUSE), "waiting_for_space");
			}
			logger.error("Job {} failed unexpectedly", run.job().id(), ex);
			return handler.fail(run,
					"The service failed unexpectedly (" + ex.getClass().getSimpleName() + "); its log says why");
		}
	}

	/**
	 * A stop breaks uploads and file writes off in ways that look like failures of their
	 * own; they say nothing about the job.
	 */
	private static void handBackIfStopping(@Nullable Exception failure) throws InterruptedException {
		if (Thread.currentThread().isInterrupted()) {
			InterruptedException stopping = new InterruptedException("The service stops");
			stopping.initCause(failure);
			throw stopping;
		}
	}

	/**
	 * A payload that is kept in the database fails as the database does: later it may be
	 * readable again, so that is no verdict.
	 */
	private static void mustNotBeTheDatabase(Exception failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof DataAccessException database) {
				throw database;
			}
		}
	}

	/**
	 * Memory that runs out says nothing about the job that happened to ask for the last
	 * of it. A handler that knows it was its own doing says so itself.
	 */
	private static void mustNotBeTheMemory(JobId job, Exception failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof OutOfMemoryError error) {
				throw new OutOfMemory(job, error);
			}
		}
	}

	private Next take(WorkQueue.Entry entry, FencedRun run, JobStep step) {
		if (step instanceof JobStep.Wait wait) {
			this.database
				.inTransaction(() -> this.jobs.putBack(run.job().id(), run.number(), wait.phase(), run.worked()));
			return new Next.Again(wait.at());
		}
		JobStep.Finish finish = (JobStep.Finish) step;
		Duration worked = run.worked();
		boolean finished = this.database.inTransaction(() -> finish(entry, run, finish, worked));
		if (!finished) {
			throw new RunLost(run.job().id(), run.number());
		}
		logger.info("[FINISHED] {} job_id={} verdict={} worked={} s{}", run.job().kind(), run.job().id(),
				finish.verdict().word(), worked.toMillis() / 1000.0,
				(finish.error() != null) ? " error=" + finish.error() : "");
		finish.disposable().forEach(this.payloads::delete);
		PayloadId input = run.job().input();
		if (input != null) {
			this.payloads.delete(input);
		}
		return new Next.Done();
	}

	private boolean finish(WorkQueue.Entry entry, FencedRun run, JobStep.Finish finish, Duration worked) {
		Job job = run.job();
		boolean finished = this.jobs.finish(job.id(), run.number(), finish,
				this.clock.instant().plus(this.properties.retention()), worked);
		if (finished) {
			Job done = new Job(job.id(), job.kind(), job.filename(), job.request(), null, finish.result(),
					finish.resultPayload(), job.callbackUrl(), job.createdAt());
			entry.done();
			Duration waited = Duration.between(job.createdAt(), this.clock.instant()).minus(worked);
			this.events.publishEvent(new JobTimes(job.kind(), waited, worked));
			this.events.publishEvent(new JobFinished(done, finish.verdict(), finish.message()));
		}
		return finished;
	}

	private void putBack(FencedRun run) {
		// The interrupt would also break the connection that this is written through.
		boolean interrupted = Thread.interrupted();
		try {
			this.database.inTransaction(() -> this.jobs.putBack(run.job().id(), run.number(), null, run.worked()));
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("Job {} could not be handed back; it goes on when its lease has run out: {}", run.job().id(),
					ex.getMessage());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * The service ran out of memory while it worked on a job.
	 */
	private static final class OutOfMemory extends RuntimeException {

		private static final long serialVersionUID = 1L;

		OutOfMemory(JobId job, OutOfMemoryError cause) {
			super("The service ran out of memory while it worked on job " + job + "; it is run again later", cause);
		}

	}

}
