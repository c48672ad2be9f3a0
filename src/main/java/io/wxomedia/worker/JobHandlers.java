package io.wxomedia.worker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobKind;

/**
 * The kinds of job there are, and the handler of each. Thread-safe.
 */
public class JobHandlers {

	private final Map<String, Registered> kinds = new LinkedHashMap<>();

	/**
	 * Create a choice of handlers.
	 * @param handlers the handlers; each kind is one's
	 */
	public JobHandlers(List<JobHandler> handlers) {
		for (JobHandler handler : handlers) {
			for (JobKind kind : handler.kinds()) {
				if (this.kinds.put(kind.name(), new Registered(kind, handler)) != null) {
					throw new IllegalStateException("Two handlers for jobs of kind '" + kind.name() + "'");
				}
			}
		}
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
		return find(kind).handler();
	}

	/**
	 * Return whether a kind of job has a handler. A version that is older than its
	 * database may find kinds that it does not know.
	 * @param name the kind
	 * @return {@code true} if it has one
	 */
	public boolean knows(String name) {
		return this.kinds.containsKey(name);
	}

	/**
	 * Return what a kind of job is.
	 * @param name the kind
	 * @return what it is
	 */
	public JobKind kind(String name) {
		return find(name).kind();
	}

	private Registered find(String name) {
		Registered found = this.kinds.get(name);
		if (found == null) {
			throw new IllegalStateException("No handler for jobs of kind '" + name + "'");
		}
		return found;
	}

	private record Registered(JobKind kind, JobHandler handler) {

	}

}
