package io.wxomedia.workflowapi;

import java.util.List;
import java.util.Optional;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.credits.Credits;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.StorableText;
import io.wxomedia.worker.JobCancellation;
import io.wxomedia.workflow.WorkflowRuns;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows runs of the workflow, and cancels them.
 */
@RestController
@Tag(name = ApiTag.WORKFLOW)
class WorkflowController {

	private static final int LAST_PAGE = 1_000_000;

	private final WorkflowAccess access;

	private final WorkflowViews views;

	private final WorkflowRuns runs;

	private final JobCancellation cancellation;

	private final Credits credits;

	WorkflowController(WorkflowAccess access, WorkflowViews views, WorkflowRuns runs, JobCancellation cancellation,
			Credits credits) {
		this.access = access;
		this.views = views;
		this.runs = runs;
		this.cancellation = cancellation;
		this.credits = credits;
	}

	@Operation(operationId = "getWorkflow", summary = "Get the state of a workflow",
			description = "All steps, and picture and video with links that are signed for this answer.")
	@ApiResponse(responseCode = "200", description = "The run")
	@ApiResponse(responseCode = "404", description = "No such run of the caller's",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping(path = "/api/workflow/{id}/status", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<WorkflowView> status(@PathVariable String id, HttpServletRequest request) {
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(this.views.view(this.access.require(id, request), true));
	}

	@Operation(operationId = "listWorkflows", summary = "List workflows",
			description = "The caller's own, newest first.")
	@ApiResponse(responseCode = "200", description = "A page of runs")
	@ApiResponse(responseCode = "400", description = "A parameter that cannot be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@Refuses("503 database_unavailable")
	@GetMapping(path = "/api/workflow", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<WorkflowAnswers.Page> list(
			@Parameter(description = "Only of this project") @RequestParam(required = false) @Nullable String projectId,
			@Parameter(description = "How many, from 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "Which page, from 1") @RequestParam(required = false) @Nullable String page,
			HttpServletRequest request) {
		String owner = Caller.of(request).name();
		String project = (projectId != null && !projectId.isBlank()) ? projectId : null;
		if (project != null && !StorableText.isStorable(project)) {
			throw invalid("projectId", "String holds " + StorableText.fault(project));
		}
		int most = number("limit", limit, Paging.USUAL, Paging.MOST);
		int which = number("page", page, 1, LAST_PAGE);
		List<WorkflowView> found = this.runs.page(owner, project, most, (which - 1) * most)
			.stream()
			.map(this.views::look)
			.flatMap(Optional::stream)
			.map((run) -> this.views.view(run, false))
			.toList();
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new WorkflowAnswers.Page(found, found.size(), which, most, this.runs.count(owner, project)));
	}

	private static int number(String name, @Nullable String value, int usual, int most) {
		return Paging.cut(value, usual, most)
			.orElseThrow(() -> invalid(name, "Expected a whole number from 1 on, without a sign"));
	}

	private static InvalidRequest invalid(String name, String message) {
		return new InvalidRequest(List.of(new InvalidRequest.Issue(List.of(name), message, "invalid_type")));
	}

	@Operation(operationId = "cancelWorkflow", summary = "Cancel a workflow",
			description = "After this the run never completes. All credits held for it go back; a provider that works"
					+ " on it is told.")
	@ApiResponse(responseCode = "200", description = "It is cancelled",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowAnswers.Cancelled.class)))
	@ApiResponse(responseCode = "400", description = "It is over",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@ApiResponse(responseCode = "404", description = "No such run of the caller's",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WorkflowErrors.WorkflowError.class)))
	@Refuses("503 database_unavailable")
	@PostMapping(path = "/api/workflow/{id}/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<?> cancel(@PathVariable String id, HttpServletRequest request) {
		JobRecord found = this.access.require(id, request);
		JobId job = found.job().id();
		return switch (this.cancellation.cancel(job)) {
			case CANCELLED -> {
				// Should the verdict come a little later, what is held goes back with it.
				Credits.Charge charge = this.credits.chargeOf(job);
				yield ResponseEntity.ok(new WorkflowAnswers.Cancelled(true, charge.released() + charge.held(),
						"Workflow cancelled successfully"));
			}
			case CANCELLED_BEFORE,
					FINISHED_BEFORE ->
				ResponseEntity.status(HttpStatus.BAD_REQUEST)
					.body(new WorkflowErrors.WorkflowError(null, "Cannot cancel a completed or failed workflow", null,
							null, null, null));
			case UNKNOWN -> throw new WorkflowErrors.UnknownWorkflow();
		};
	}

}
