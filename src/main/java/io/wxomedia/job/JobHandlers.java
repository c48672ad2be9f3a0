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
		return of(job.kind());
	}

	JobHandler of(String kind) {
		return this.handlers.stream()
			.filter((handler) -> handler.handles(kind))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No handler for jobs of kind '" + kind + "'"));
	}

}
