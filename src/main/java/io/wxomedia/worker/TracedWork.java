package io.wxomedia.worker;

import java.util.Optional;

import io.wxomedia.job.JobId;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.trace.Origin;

/**
 * Works within the trace of each job.
 */
class TracedWork implements WorkQueue.Worker {

	private final WorkQueue.Worker worker;

	private final RecentTraces traces;

	TracedWork(WorkQueue.Worker worker, RecentTraces traces) {
		this.worker = worker;
		this.traces = traces;
	}

	@Override
	public Next run(WorkQueue.Entry entry) throws Exception {
		JobId job = JobId.of(entry.id());
		Optional<Origin> origin = this.traces.of(job);
		return origin.isPresent() ? this.traces.within(job, origin.get(), () -> this.worker.run(entry))
				: this.worker.run(entry);
	}

}
