package io.wxomedia.worker;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.HeldJobs;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.RunLost;
import io.wxomedia.queue.WorkQueue;
import org.jspecify.annotations.Nullable;

/**
 * Changes jobs whose work is done elsewhere, when somebody tells how far it is. The job's
 * row is held, so a change is made before a cancelling, a verdict or another change, or
 * after it; a verdict that it brings is given in the same transaction, and whoever works
 * on the job at that moment loses it. Thread-safe.
 */
public class JobSettlement {

	private final HeldJobs held;

	private final JobRecords jobs;

	private final JobLife life;

	private final ItemTable items;

	private final Verdicts verdicts;

	private final JobLanes lanes;

	private final DatabaseRetry database;

	private final Clock clock;

	JobSettlement(HeldJobs held, JobRecords jobs, JobLife life, ItemTable items, Verdicts verdicts, JobLanes lanes,
			DatabaseRetry database, Clock clock) {
		this.held = held;
		this.jobs = jobs;
		this.life = life;
		this.items = items;
		this.verdicts = verdicts;
		this.lanes = lanes;
		this.database = database;
		this.clock = clock;
	}

	/**
	 * Change a job, or find that there is nothing to change.
	 * @param <T> what is told of it
	 * @param id the job
	 * @param change looks at the job, which does not change meanwhile, and writes what
	 * hangs on it; called in a transaction, and again if the database breaks that off
	 * @return what the change returned, or nothing if there is no such job
	 */
	public <T> Optional<T> settle(JobId id, Change<T> change) {
		return this.database.inTransaction(() -> {
			if (!this.held.hold(id)) {
				return Optional.<Settled<T>>empty();
			}
			JobRecord job = this.jobs.find(id).orElseThrow(() -> new IllegalStateException("Job " + id + " is held"));
			return Optional.of(settle(job, change.make(job)));
		}).map((settled) -> {
			settled.afterwards().run();
			return settled.answer();
		});
	}

	private <T> Settled<T> settle(JobRecord job, Outcome<T> outcome) {
		JobId id = job.job().id();
		WorkQueue queue = this.lanes.of(job.job().kind());
		if (outcome.finish() == null) {
			if (outcome.wakes()) {
				queue.hasten(List.of(id.toString()), this.clock.instant());
			}
			return new Settled<>(outcome.answer(), () -> {
			});
		}
		JobLife.Begun last = this.life.settle(id).orElseThrow(() -> new RunLost(id, 0));
		FencedRun run = new FencedRun(last, this.life, this.items, this.database, this.clock);
		return new Settled<>(outcome.answer(),
				this.verdicts.write(run, outcome.finish(), () -> queue.remove(id.toString())));
	}

	/**
	 * Makes a change.
	 *
	 * @param <T> what is told of it
	 */
	@FunctionalInterface
	public interface Change<T> {

		/**
		 * Make the change.
		 * @param job the job, whose row is held
		 * @return what comes of it
		 */
		Outcome<T> make(JobRecord job);

	}

	/**
	 * What comes of a change.
	 *
	 * @param <T> what is told of it
	 * @param answer what is told
	 * @param finish the verdict, only for a job that is queued or running; or
	 * {@code null} for none
	 * @param wakes whether the job is to look at once at what has changed
	 */
	public record Outcome<T>(T answer, JobStep.@Nullable Finish finish, boolean wakes) {

	}

	private record Settled<T>(T answer, Runnable afterwards) {

	}

}
