package io.wxomedia.worker;

import java.util.Optional;
import java.util.concurrent.Callable;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.recent.Recent;
import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceScope;

/**
 * Where jobs come from. That never changes, so that of the jobs that were worked on here
 * lately is not read again for their callbacks. Thread-safe.
 */
class RecentTraces {

	private static final int MOST = 1000;

	private final JobRecords jobs;

	private final Recent<JobId, Origin> recent = new Recent<>(MOST);

	RecentTraces(JobRecords jobs) {
		this.jobs = jobs;
	}

	/**
	 * Work within the trace of a job, and remember it.
	 */
	<T> T within(JobId job, Origin origin, Callable<T> work) throws Exception {
		this.recent.put(job, origin);
		TraceScope scope = TraceScope.open(origin);
		try {
			return work.call();
		}
		finally {
			scope.close();
		}
	}

	Optional<Origin> of(JobId job) {
		return this.recent.get(job).or(() -> this.jobs.origin(job));
	}

}
