package io.wxomedia.workflowapi;

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
		JobId job = JobId.find(id).orElseThrow(WorkflowErrors.UnknownWorkflow::new);
		try {
			this.access.require(job, Caller.of(request));
			return this.views.find(job);
		}
		catch (Refusal ex) {
			throw new WorkflowErrors.UnknownWorkflow();
		}
	}

}
