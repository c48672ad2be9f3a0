package io.wxomedia.workflowapi;

import java.util.UUID;

import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.jobapi.JobAccess;
import io.wxomedia.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Finds runs that are the caller's business. Of any other nothing is told, not even
 * whether it exists. Thread-safe.
 */
class WorkflowAccess {

	private final JobAccess access;

	private final WorkflowViews views;

	WorkflowAccess(JobAccess access, WorkflowViews views) {
		this.access = access;
		this.views = views;
	}

	/**
	 * Find a run.
	 * @throws WorkflowErrors.UnknownWorkflow if there is no such run of the caller's
	 */
	JobRecord require(String id, HttpServletRequest request) {
		try {
			JobId job = new JobId(UUID.fromString(id));
			this.access.require(job, Caller.of(request));
			return this.views.find(job);
		}
		catch (IllegalArgumentException | Refusal ex) {
			throw new WorkflowErrors.UnknownWorkflow();
		}
	}

}
