package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.RunLost;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.trace.Origin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

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

	private static final Duration FOR_WHO_CANCELS = Duration.ofSeconds(2);

	private final JobLife life;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final RunningJobs running;

	private final Verdicts verdicts;

	private final RecentTraces traces;

	private final DatabaseRetry database;

	private final Clock clock;

	JobRunner(JobLife life, ItemTable items, JobHandlers handlers, RunningJobs running, Verdicts verdicts,
			RecentTraces traces, DatabaseRetry database, Clock clock) {
		this.life = life;
		this.items = items;
		this.handlers = handlers;
		this.running = running;
		this.verdicts = verdicts;
		this.traces = traces;
		this.database = database;
		this.clock = clock;
	}

	@Override
	public Next run(WorkQueue.Entry entry) throws Exception {
		JobId id = JobId.of(entry.id());
		Optional<JobLife.Begun> begun = this.database.inTransaction(() -> this.life.begin(id));
		if (begun.isEmpty()) {
			return new Next.Done();
		}
		Origin origin = begun.get().origin();
		return (origin != null) ? this.traces.within(id, origin, () -> run(entry, begun.get()))
				: run(entry, begun.get());
	}

	private Next run(WorkQueue.Entry entry, JobLife.Begun begun) throws Exception {
		JobId id = begun.job().id();
		MDC.put("job_id", entry.id());
		try (RunningJobs.Place place = begun.cancelled() ? this.running.enterToEnd(id) : this.running.enter(id)) {
			return run(entry, begun, place);
		}
		finally {
			MDC.remove("job_id");
		}
	}

	private Next run(WorkQueue.Entry entry, JobLife.Begun begun, RunningJobs.Place place) throws Exception {
		FencedRun run = new FencedRun(begun, this.life, this.items, this.database, this.clock);
		JobHandler handler = this.handlers.of(run.job());
		try {
			return take(entry, run, step(run, handler));
		}
		catch (RunLost ex) {
			if (place.isCancelled()) {
				return left(run);
			}
			// Nothing is wrong: a webhook may have ended it.
			logger.info("Leaving job {}: {}", run.job().id(), ex.getMessage());
			return new Next.Left(this.clock.instant().plus(FOR_WHO_CANCELS));
		}
		catch (DataAccessException | TransactionException ex) {
			if (place.isCancelled()) {
				// The interrupt can break a statement off.
				return left(run);
			}
			// The database is what failed, so there is nowhere to write a verdict.
			putBack(run);
			throw ex;
		}
		catch (InterruptedException ex) {
			if (place.isCancelled()) {
				return left(run);
			}
			putBack(run);
			throw ex;
		}
		catch (OutOfMemory ex) {
			// The job stays as a dead process would leave it: the queue runs it again
			// after a pause, which counts as a crash.
			logger.error("The service ran out of memory", ex);
			throw ex;
		}
	}

	/**
	 * Whoever cancelled the job also ends it. Should that be broken off, the entry is
	 * still there, and the next run ends the job.
	 */
	private Next left(FencedRun run) {
		logger.info("Leaving job {}: it is cancelled", run.job().id());
		return new Next.Left(this.clock.instant().plus(FOR_WHO_CANCELS));
	}

	private JobStep step(FencedRun run, JobHandler handler) throws InterruptedException {
		if (run.isCancelled()) {
			return handler.fail(run, JobCancellation.ERROR);
		}
		if (run.crashes() > MOST_CRASHES) {
			return handler.fail(run, "The service stopped " + run.crashes()
					+ " times, or ran out of memory, while it worked on this job");
		}
		try {
			JobStep step = handler.run(run);
			if (step instanceof JobStep.Finish finish && finish.verdict() == Verdict.FAILED) {
				handBackIfInterrupted(null);
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
			handBackIfInterrupted(ex);
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
	private static void handBackIfInterrupted(@Nullable Exception failure) throws InterruptedException {
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
			boolean waits = this.database.inTransaction(() -> this.life.putBack(run.job(), run.number(), wait.phase(),
					wait.at(), run.worked(), run.isToldToWaitFor(wait.phase())));
			return waits ? new Next.Again(wait.at()) : left(run);
		}
		this.verdicts.give(run, (JobStep.Finish) step, entry::done);
		return new Next.Done();
	}

	private void putBack(FencedRun run) {
		// The interrupt would also break the connection that this is written through.
		boolean interrupted = Thread.interrupted();
		try {
			this.database
				.inTransaction(() -> this.life.putBack(run.job(), run.number(), null, null, run.worked(), false));
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
