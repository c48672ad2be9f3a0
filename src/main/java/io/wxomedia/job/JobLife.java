package io.wxomedia.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.wxomedia.event.EventLog;
import org.jspecify.annotations.Nullable;

/**
 * Every transition of a job's life. Each is conditional on the state, and once a job runs
 * on the run that makes it, and is written to the log of events in the same transaction.
 * The caller brings the transaction.
 */
class JobLife {

	private final JobTable jobs;

	private final EventLog events;

	JobLife(JobTable jobs, EventLog events) {
		this.jobs = jobs;
		this.events = events;
	}

	void accept(JobId id, NewJob job) {
		this.jobs.insert(id, job);
		this.events.append(JobEvents.accepted(id, job));
	}

	/**
	 * Begin the next run of a job.
	 * @return the run, or nothing if the job is finished or gone
	 */
	Optional<JobTable.Begun> begin(JobId id) {
		Optional<JobTable.Begun> begun = this.jobs.begin(id);
		begun.ifPresent((run) -> this.events.append(JobEvents.state(run.job(), JobState.RUNNING, null)));
		return begun.or(() -> this.jobs.resumeCancelling(id));
	}

	boolean hold(Job job, int run) {
		return this.jobs.hold(job.id(), run);
	}

	boolean countAttempt(Job job, int run, String model) {
		boolean counted = this.jobs.countAttempt(job.id(), run, model);
		if (counted) {
			this.events.append(JobEvents.called(job, model));
		}
		return counted;
	}

	boolean show(Job job, int run, JobRun.Progress progress) {
		boolean shown = this.jobs.show(job.id(), run, progress);
		if (shown) {
			this.events.append(JobEvents.progress(job, progress));
		}
		return shown;
	}

	/**
	 * Put a running job back: it waits for something, or the service stops.
	 */
	boolean putBack(Job job, int run, @Nullable String phase, Duration worked) {
		boolean back = this.jobs.putBack(job.id(), run, phase, worked);
		if (back) {
			this.events.append(JobEvents.state(job, JobState.QUEUED, phase));
		}
		return back;
	}

	boolean finish(Job job, int run, JobStep.Finish finish, boolean cancelled, Instant expiresAt, Duration worked) {
		boolean finished = this.jobs.finish(job.id(), run, finish, expiresAt, worked);
		if (finished) {
			this.events.append(JobEvents.state(job, JobState.FINISHED, null), JobEvents.done(job, finish, cancelled));
		}
		return finished;
	}

	void settle(Job job, JobItem item, JobItem.State state, @Nullable String outputKey, @Nullable String error) {
		this.events.append(JobEvents.item(job, item, state, outputKey, error));
	}

	/**
	 * Take a job away from whoever works on it, so that it can only be finished as
	 * cancelled.
	 * @return its last run, or nothing if it is finished, gone or being cancelled
	 */
	Optional<JobTable.Begun> cancel(JobId id) {
		Optional<JobTable.Begun> taken = this.jobs.cancel(id);
		taken.ifPresent((run) -> this.events.append(JobEvents.state(run.job(), JobState.CANCELLING, null)));
		return taken;
	}

}
