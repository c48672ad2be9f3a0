package io.wxomedia.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.RunLost;
import io.wxomedia.queue.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs before they are done.
 * <p>
 * First the job is taken away from whoever works on it, for good: from then on no run can
 * complete it, on whatever instance. Then it gets its verdict, here and now, and whoever
 * worked on it is interrupted. If the process dies in between, the job's queue entry is
 * still there, and its next run gives the verdict.
 */
public class JobCancellation {

	/**
	 * What the caller is told.
	 */
	static final String ERROR = "The job was cancelled";

	private static final Logger logger = LoggerFactory.getLogger(JobCancellation.class);

	/**
	 * After this a job that lost whoever cancelled it is ended by its queue entry.
	 */
	private static final Duration TO_END_IT = Duration.ofSeconds(5);

	private final JobRecords jobs;

	private final JobLife life;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final RunningJobs running;

	private final Verdicts verdicts;

	private final JobLanes lanes;

	private final DatabaseRetry database;

	private final Clock clock;

	JobCancellation(JobRecords jobs, JobLife life, ItemTable items, JobHandlers handlers, RunningJobs running,
			Verdicts verdicts, JobLanes lanes, DatabaseRetry database, Clock clock) {
		this.jobs = jobs;
		this.life = life;
		this.items = items;
		this.handlers = handlers;
		this.running = running;
		this.verdicts = verdicts;
		this.lanes = lanes;
		this.database = database;
		this.clock = clock;
	}

	/**
	 * Cancel a job. When this returns, the job does not complete any more.
	 * @param id the job
	 * @return what became of it
	 */
	public Outcome cancel(JobId id) {
		Optional<JobLife.Begun> taken = this.database.inTransaction(() -> {
			Optional<JobLife.Begun> last = this.life.cancel(id);
			last.ifPresent(
					(run) -> queueOf(run.job()).hasten(List.of(id.toString()), this.clock.instant().plus(TO_END_IT)));
			return last;
		});
		if (taken.isEmpty()) {
			return this.jobs.find(id)
				.map((job) -> job.cancelled() ? Outcome.CANCELLED_BEFORE : Outcome.FINISHED_BEFORE)
				.orElse(Outcome.UNKNOWN);
		}
		this.running.cancel(id);
		end(taken.get());
		return Outcome.CANCELLED;
	}

	/**
	 * Let the queue end the jobs whose cancelling was broken off. A job that stepped
	 * aside at that very moment would otherwise come back only when what it waited for is
	 * due.
	 */
	void endForgotten() {
		Instant soon = this.clock.instant().plus(TO_END_IT);
		for (JobRecord job : this.jobs.cancelling()) {
			queueOf(job.job()).hasten(List.of(job.job().id().toString()), soon);
		}
	}

	private void end(JobLife.Begun last) {
		FencedRun run = new FencedRun(last, this.life, this.items, this.database, this.clock);
		JobId id = run.job().id();
		try {
			JobStep.Finish finish = this.handlers.of(run.job()).fail(run, ERROR);
			this.verdicts.give(run, finish, () -> queueOf(run.job()).remove(id.toString()));
		}
		catch (RunLost ex) {
			logger.info("Job {} is ended by its queue entry", id);
		}
		catch (RuntimeException ex) {
			// Whatever it was, the job is cancelled and its queue entry ends it.
			logger.warn("Job {} is cancelled; its verdict could not be written yet and comes later", id, ex);
		}
	}

	private WorkQueue queueOf(Job job) {
		return this.lanes.of(job.kind());
	}

	/**
	 * What became of a job that was to be cancelled.
	 */
	public enum Outcome {

		/**
		 * It is cancelled by this.
		 */
		CANCELLED,

		/**
		 * It is cancelled since before.
		 */
		CANCELLED_BEFORE,

		/**
		 * It had its verdict.
		 */
		FINISHED_BEFORE,

		/**
		 * There is none.
		 */
		UNKNOWN

	}

}
