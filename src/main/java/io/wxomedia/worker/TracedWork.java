package io.wxomedia.worker;

import java.util.Optional;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceScope;

/**
 * Works within the trace of each job.
 */
class TracedWork implements WorkQueue.Worker {

	private final WorkQueue.Worker worker;

	private final JobRecords jobs;

	TracedWork(WorkQueue.Worker worker, JobRecords jobs) {
		this.worker = worker;
		this.jobs = jobs;
	}

	@Override
	public Next run(WorkQueue.Entry entry) throws Exception {
		Optional<Origin> origin = this.jobs.origin(JobId.of(entry.id()));
		if (origin.isEmpty()) {
			return this.worker.run(entry);
		}
		TraceScope scope = TraceScope.open(origin.get());
		try {
			return this.worker.run(entry);
		}
		finally {
			scope.close();
		}
	}

}
