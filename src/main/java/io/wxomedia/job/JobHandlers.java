package io.wxomedia.job;

import java.util.List;

/**
 * Finds the handler of a job.
 */
class JobHandlers {

	private final List<JobHandler> handlers;

	JobHandlers(List<JobHandler> handlers) {
		this.handlers = List.copyOf(handlers);
	}

	JobHandler of(Job job) {
		return this.handlers.stream()
			.filter((handler) -> handler.handles(job.kind()))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No handler for jobs of kind '" + job.kind() + "'"));
	}

}
