package io.wxomedia.worker;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.WaitingJobs;
import io.wxomedia.queue.WorkQueue;

/**
 * {@link WaitingJobs} in the queues.
 */
class QueuedJobs implements WaitingJobs {

	private final JobRecords jobs;

	private final List<WorkQueue> queues;

	private final Clock clock;

	QueuedJobs(JobRecords jobs, List<WorkQueue> queues, Clock clock) {
		this.jobs = jobs;
		this.queues = queues;
		this.clock = clock;
	}

	@Override
	public int count(String phase) {
		return this.jobs.countWaiting(phase);
	}

	@Override
	public int hasten(Set<String> phases) {
		List<String> waiting = this.jobs.queued(phases).stream().map(JobId::toString).toList();
		Instant now = this.clock.instant();
		// A queue leaves alone what waits in another.
		return this.queues.stream().mapToInt((queue) -> queue.hasten(waiting, now)).sum();
	}

}
