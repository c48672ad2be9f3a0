package io.wxomedia.jobapi;

import java.io.IOException;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.worker.JobHandlers;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out what jobs were made from.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobInputController {

	private final JobRecords jobs;

	private final JobHandlers handlers;

	private final ResultAnswers answers;

	private final JobAccess access;

	JobInputController(JobRecords jobs, JobHandlers handlers, ResultAnswers answers, JobAccess access) {
		this.jobs = jobs;
		this.handlers = handlers;
		this.answers = answers;
		this.access = access;
	}

	@Operation(operationId = "getInput", summary = "Get the input of a job",
			description = "The image that was sent, while it is kept: as long as a job that failed or was cancelled, so"
					+ " that it can be tried again; of a completed job for INPUT_RETENTION.")
	@ApiResponse(responseCode = "200", description = "The image", content = {
			@Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = "image/webp", schema = @Schema(type = "string", format = "binary")) })
	@Refuses({ "404 not_found", "410 expired", "410 input_damaged", "422 no_single_input", "503 database_unavailable" })
	@GetMapping("/jobs/{id}/input")
	ResponseEntity<Resource> input(@PathVariable UUID id, HttpServletRequest request) throws IOException {
		this.access.require(new JobId(id), Caller.of(request));
		Job job = this.jobs.find(new JobId(id))
			.map(JobRecord::job)
			.orElseThrow(() -> Refusal.notFound("There is no job " + id + "."));
		if (!this.handlers.kind(job.kind()).hasInput()) {
			throw Refusal.unprocessable("no_single_input", "A job of the kind " + job.kind()
					+ " has no single input; its items name what they are made from.");
		}
		PayloadId input = job.input();
		if (input == null) {
			throw ResultAnswers.inputExpired(null);
		}
		return this.answers.input(input, this.handlers.of(job).input(job));
	}

}
