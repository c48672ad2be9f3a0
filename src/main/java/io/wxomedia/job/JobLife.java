package io.wxomedia.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.wxomedia.event.EventLog;
import io.wxomedia.event.NewEvent;
import io.wxomedia.trace.Origin;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every transition of a job's life. Each is conditional on the state, and once a job runs
 * on the run that makes it, and is written to the log of events in the same transaction.
 * The caller brings the transaction.
 */
public final class JobLife {

	private final JobTable jobs;

	private final EventLog events;

	/**
	 * Create the life of jobs.
	 * @param jdbc the database
	 * @param events the log of events
	 * @param clock the time
	 */
	public JobLife(JdbcClient jdbc, EventLog events, Clock clock) {
		this.jobs = new JobTable(jdbc, clock);
		this.events = events;
	}

	/**
	 * Write a new job.
	 * @param id identifies it
	 * @param job the job
	 */
	public void accept(JobId id, NewJob job) {
		this.jobs.insert(id, job);
		this.events.append(JobEvents.accepted(id, job));
	}

	/**
	 * Begin the next run of a job. One that waited for something is told to be running
	 * when it does something: most runs only look and wait on.
	 * @param id the job
	 * @return the run, or nothing if the job is finished or gone
	 */
	public Optional<Begun> begin(JobId id) {
		Optional<Begun> begun = this.jobs.begin(id);
		begun.filter((run) -> run.waitedFor() == null)
			.ifPresent((run) -> this.events.append(JobEvents.state(run.job(), JobState.RUNNING, null)));
		return begun.or(() -> this.jobs.resumeCancelling(id));
	}

	/**
	 * Hold a job's row until the transaction ends.
	 * @param job the job
	 * @param run the run that makes the change
	 * @return whether the run is still the job's last one
	 */
	public boolean hold(Job job, int run) {
		return this.jobs.hold(job.id(), run);
	}

	/**
	 * Note that a provider is about to be called.
	 * @param job the job
	 * @param run the run that makes the change
	 * @param model the model that is called
	 * @param begins whether it is told only now that the job runs
	 * @return whether the run is still the job's last one
	 */
	public boolean countAttempt(Job job, int run, String model, boolean begins) {
		boolean counted = this.jobs.countAttempt(job.id(), run, model);
		if (counted) {
			append(job, begins, JobEvents.called(job, model));
		}
		return counted;
	}

	/**
	 * Show how far a job is.
	 * @param job the job
	 * @param run the run that makes the change
	 * @param progress what is done
	 * @param begins whether it is told only now that the job runs
	 * @return whether the run is still the job's last one
	 */
	public boolean show(Job job, int run, JobRun.Progress progress, boolean begins) {
		boolean shown = this.jobs.show(job.id(), run, progress);
		if (shown) {
			append(job, begins, JobEvents.progress(job, progress));
		}
		return shown;
	}

	private void append(Job job, boolean begins, NewEvent event) {
		if (begins) {
			this.events.append(JobEvents.state(job, JobState.RUNNING, null), event);
		}
		else {
			this.events.append(event);
		}
	}

	/**
	 * Put a running job back: it waits for something, or the service stops.
	 * @param job the job
	 * @param run the run that makes the change
	 * @param phase what it waits for, or {@code null}
	 * @param until when it is tried again, or {@code null} for at once
	 * @param worked how long it was worked on
	 * @param told whether it was told before that the job waits for this
	 * @return whether the run is still the job's last one
	 */
	public boolean putBack(Job job, int run, @Nullable String phase, @Nullable Instant until, Duration worked,
			boolean told) {
		boolean back = this.jobs.putBack(job.id(), run, phase, until, worked);
		if (back && !told) {
			this.events.append(JobEvents.waiting(job, phase, until));
		}
		return back;
	}

	/**
	 * Give a job its verdict.
	 * @param job the job
	 * @param run the run that makes the change
	 * @param finish how it ended
	 * @param cancelled whether it was cancelled
	 * @param kept until when it and its input are kept
	 * @param worked how long it was worked on
	 * @return whether it has this verdict
	 */
	public boolean finish(Job job, int run, JobStep.Finish finish, boolean cancelled, Kept kept, Duration worked) {
		boolean finished = this.jobs.finish(job.id(), run, finish, kept, worked);
		if (finished) {
			this.events.append(JobEvents.state(job, JobState.FINISHED, null), JobEvents.done(job, finish, cancelled));
		}
		return finished;
	}

	/**
	 * Tell that an item of a job is settled.
	 * @param job the job
	 * @param item the item
	 * @param state how it ended
	 * @param outputKey where its result is, or {@code null}
	 * @param error why it failed, or {@code null}
	 */
	public void settle(Job job, JobItem item, JobItem.State state, @Nullable String outputKey, @Nullable String error) {
		this.events.append(JobEvents.item(job, item, state, outputKey, error));
	}

	/**
	 * Tell how far a step of a job is.
	 * @param job the job
	 * @param step the step
	 */
	public void step(Job job, JobItem step) {
		this.events.append(JobEvents.step(job, step));
	}

	/**
	 * Take a job away from whoever works on it, so that it can only be finished as
	 * cancelled.
	 * @param id the job
	 * @return its last run, or nothing if it is finished, gone or being cancelled
	 */
	public Optional<Begun> cancel(JobId id) {
		Optional<Begun> taken = this.jobs.cancel(id);
		taken.ifPresent((run) -> this.events.append(JobEvents.state(run.job(), JobState.CANCELLING, null)));
		return taken;
	}

	/**
	 * Take a job that is not finished away from whoever works on it, so that whoever
	 * takes it can give it its verdict, in the same transaction.
	 * @param id the job
	 * @return its last run, or nothing if it is finished, gone or being cancelled
	 */
	public Optional<Begun> settle(JobId id) {
		return this.jobs.settle(id);
	}

	/**
	 * Note that a job tries a finished one again that did not complete, unless another
	 * job does that: of two at once one finds the other.
	 * @param earlier the finished job
	 * @param again the new job
	 * @return whether it does
	 */
	public boolean retry(JobId earlier, JobId again) {
		return this.jobs.retriedAs(earlier, again);
	}

	/**
	 * How long a finished job is kept.
	 *
	 * @param until until when
	 * @param inputUntil until when its input is, or {@code null} if it goes at once
	 */
	public record Kept(Instant until, @Nullable Instant inputUntil) {

	}

	/**
	 * A run that has begun.
	 *
	 * @param job the job
	 * @param run the number of the run
	 * @param crashes how many runs ended with their process
	 * @param startedAt when the first run began
	 * @param worked how long the job was worked on before this run
	 * @param cancelled whether all that is left is to end the job
	 * @param waitedFor what the job waited for until now, as its phase says, or
	 * {@code null} if it did not wait
	 * @param attempts how many calls of providers the earlier runs began
	 * @param retries whether the job tries another one again
	 * @param origin the trace and the request that it comes from, or {@code null}
	 */
	public record Begun(Job job, int run, int crashes, Instant startedAt, Duration worked, boolean cancelled,
			@Nullable String waitedFor, int attempts, boolean retries, @Nullable Origin origin) {

	}

}
