package io.wxomedia.worker;

import java.util.List;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;

/**
 * Finds the handler of a job.
 */
public class JobHandlers {

	private final List<JobHandler> handlers;

	/**
	 * Create a choice of handlers.
	 * @param handlers the handlers; each kind is one's
	 */
	public JobHandlers(List<JobHandler> handlers) {
		this.handlers = List.copyOf(handlers);
	}

	/**
	 * Return the handler of a job.
	 * @param job the job
	 * @return its handler
	 */
	public JobHandler of(Job job) {
		return of(job.kind());
	}

	/**
	 * Return the handler of a kind of job.
	 * @param kind the kind
	 * @return its handler
	 */
	public JobHandler of(String kind) {
		return this.handlers.stream()
			.filter((handler) -> handler.handles(kind))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No handler for jobs of kind '" + kind + "'"));
	}

}
