package io.wxomedia.jobapi;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.JobState;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import io.wxomedia.worker.JobCancellation;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Ends jobs before they are done: one, or all of a caller that match a filter.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobCancelController {

	private static final String CODE = "invalid_parameter";

	private static final int PAGE = 200;

	private final JobCancellation cancellation;

	private final JobSearch search;

	private final JobRecords jobs;

	private final ProviderFigures provider;

	private final JobAccess access;

	private final Audit audit;

	private final JsonMapper json;

	JobCancelController(JobCancellation cancellation, JobSearch search, JobRecords jobs, ProviderFigures provider,
			JobAccess access, Audit audit, JsonMapper json) {
		this.cancellation = cancellation;
		this.search = search;
		this.jobs = jobs;
		this.provider = provider;
		this.access = access;
		this.audit = audit;
		this.json = json;
	}

	@Operation(operationId = "cancelJob", summary = "Cancel a job",
			description = "After this the job never completes. A call to the provider that is under way is let go at"
					+ " once; what it costs is not undone by that.")
	@ApiResponse(responseCode = "202", description = "The job is cancelled, now or since before",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = CancelAnswer.class)))
	@Refuses({ "404 not_found", "409 already_finished", "503 database_unavailable" })
	@PostMapping("/jobs/{id}/cancel")
	ResponseEntity<byte[]> cancel(@PathVariable UUID id, HttpServletRequest request) {
		JobId job = new JobId(id);
		this.access.require(job, Caller.of(request));
		JobCancellation.Outcome outcome = this.cancellation.cancel(job);
		if (outcome == JobCancellation.Outcome.FINISHED_BEFORE) {
			throw new Refusal(HttpStatus.CONFLICT, "already_finished",
					"The job has finished, so there is nothing to cancel.");
		}
		JobState state = this.jobs.find(job)
			.map(JobRecord::state)
			.orElseThrow(() -> Refusal.notFound("There is no job " + id + "."));
		return accepted(new CancelAnswer(id, state.word(), this.provider.paid(job)));
	}

	@Operation(operationId = "cancelJobs", summary = "Cancel jobs by a filter",
			description = "Cancels those of the caller's open jobs that match; an administrator's request means"
					+ " everybody's.")
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WhichJobs.class)))
	@ApiResponse(responseCode = "202", description = "Those jobs are cancelled",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = CancelledAnswer.class)))
	@Refuses({ "400 invalid_json", "400 invalid_parameter", "413 body_too_large", "415 unsupported_media_type",
			"422 invalid_parameter", "503 database_unavailable" })
	@PostMapping("/jobs/cancel")
	ResponseEntity<byte[]> cancelMany(HttpServletRequest request) throws IOException {
		Caller caller = Caller.of(request);
		RequestFields fields = RequestFields.read(request, this.json);
		String state = fields.text("state", CODE);
		String kind = fields.text("kind", CODE);
		String owner = fields.text("owner", CODE);
		String before = fields.text("before", CODE);
		boolean all = fields.flag("all", CODE);
		if (state == null && kind == null && owner == null && before == null && !all) {
			throw Refusal.unprocessable(CODE,
					"Say which jobs: state, kind, owner or before; or \"all\": true for every open one of yours.");
		}
		JobFilter filter = JobFilters.of(caller, owner, state, kind, before, null);
		int cancelled = (filter != null) ? cancelAll(filter) : 0;
		this.audit.record(caller, "cancel_jobs",
				"state=" + state + " kind=" + kind + " owner=" + owner + " before=" + before + " all=" + all,
				"cancelled:" + cancelled);
		return accepted(new CancelledAnswer(cancelled));
	}

	private int cancelAll(JobFilter filter) {
		int cancelled = 0;
		JobSearch.Place after = null;
		List<JobSearch.Place> found;
		do {
			found = this.search.find(filter, true, after, PAGE);
			for (JobSearch.Place place : found) {
				if (this.cancellation.cancel(place.id()) == JobCancellation.Outcome.CANCELLED) {
					cancelled++;
				}
				after = place;
			}
		}
		while (found.size() == PAGE);
		return cancelled;
	}

	private ResponseEntity<byte[]> accepted(Object answer) {
		return ResponseEntity.status(HttpStatus.ACCEPTED)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(answer));
	}

	/**
	 * The answer to a cancellation.
	 *
	 * @param jobId the job
	 * @param state finished, or cancelling while its verdict is being written
	 * @param providerCallPaid whether a paid answer was recorded; {@code null} if a call
	 * was under way, so that nobody knows
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record CancelAnswer(UUID jobId, String state, @Nullable Boolean providerCallPaid) {

	}

	/**
	 * Which jobs are to be cancelled, for the documentation of the request.
	 *
	 * @param state in which state
	 * @param kind of which kind
	 * @param owner whose
	 * @param before accepted before this time
	 * @param all every open one
	 */
	record WhichJobs(@Schema(description = "queued or running", example = "queued") @Nullable String state,
			@Schema(description = "Only of this kind", example = "batch") @Nullable String kind,
			@Schema(description = "Only of this owner") @Nullable String owner,
			@Schema(description = "Only those accepted before this time",
					example = "2026-11-27T10:00:00Z") @Nullable String before,
			@Schema(description = "Every open job") @Nullable Boolean all) {

	}

	/**
	 * The answer to the cancellation of many.
	 *
	 * @param cancelled how many were cancelled by this
	 */
	record CancelledAnswer(int cancelled) {

	}

}
