package io.wxomedia.jobapi;

import java.io.IOException;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobState;
import io.wxomedia.job.Verdict;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.worker.JobHandlers;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows jobs and hands out their results.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobController {

	private final JobRecords jobs;

	private final JobViews views;

	private final JobHandlers handlers;

	private final ResultAnswers answers;

	private final JobAccess access;

	JobController(JobRecords jobs, JobViews views, JobHandlers handlers, ResultAnswers answers, JobAccess access) {
		this.jobs = jobs;
		this.views = views;
		this.handlers = handlers;
		this.answers = answers;
		this.access = access;
	}

	@Operation(operationId = "getImageJob", summary = "Get the state of an image job",
			description = "Tells how far a job is and how it ended.")
	@Refuses({ "404 not_found", "503 database_unavailable" })
	@GetMapping(path = "/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<JobView> show(@PathVariable UUID id, HttpServletRequest request) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(this.views.view(find(id, request)));
	}

	@Operation(operationId = "getResult", summary = "Get the result of a job",
			description = "The picture itself, or a freshly signed link to it in the bucket.")
	@ApiResponse(responseCode = "200", description = "The picture", content = {
			@Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = "image/webp", schema = @Schema(type = "string", format = "binary")) })
	@ApiResponse(responseCode = "303", description = "It is in the bucket; Location is a link that expires")
	@Refuses({ "404 not_found", "409 not_finished", "410 expired", "410 result_damaged", "422 job_failed",
			"422 no_single_result", "503 database_unavailable" })
	@GetMapping("/jobs/{id}/result")
	ResponseEntity<Resource> result(@PathVariable UUID id, HttpServletRequest request) throws IOException {
		JobRecord found = find(id, request);
		if (found.state() != JobState.FINISHED) {
			throw new Refusal(HttpStatus.CONFLICT, "not_finished",
					"The job is " + found.state().word() + "; ask again when it is finished.");
		}
		boolean failed = Verdict.FAILED.word().equals(found.verdict());
		JobHandler.Result result = this.handlers.of(found.job()).result(found.job());
		if (failed && result instanceof JobHandler.Result.None) {
			throw Refusal.unprocessable("job_failed", "The job failed, so it has no result: " + found.error());
		}
		return this.answers.answer(result, "no_single_result", request.getHeader(HttpHeaders.ACCEPT));
	}

	private JobRecord find(UUID id, HttpServletRequest request) {
		this.access.require(new JobId(id), Caller.of(request));
		return this.jobs.find(new JobId(id)).orElseThrow(() -> Refusal.notFound("There is no job " + id + "."));
	}

}
