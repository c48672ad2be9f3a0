package io.wxomedia.jobapi;

import java.io.IOException;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.worker.JobHandlers;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out the results of the images of a batch, also of those that could not be stored.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class ItemResultController {

	private final JobRecords jobs;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final ResultAnswers answers;

	private final JobAccess access;

	ItemResultController(JobRecords jobs, ItemTable items, JobHandlers handlers, ResultAnswers answers,
			JobAccess access) {
		this.jobs = jobs;
		this.items = items;
		this.handlers = handlers;
		this.answers = answers;
		this.access = access;
	}

	@Operation(operationId = "getItemResult", summary = "Get the result of one image of a batch",
			description = "A freshly signed link to the picture in the bucket, or the picture itself if it could not be"
					+ " stored. The images count from 1, in the order of `items`.")
	@ApiResponse(responseCode = "200", description = "The picture, which could not be stored", content = {
			@Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = "image/webp", schema = @Schema(type = "string", format = "binary")) })
	@ApiResponse(responseCode = "303", description = "It is in the bucket; Location is a link that expires")
	@Refuses({ "404 not_found", "409 not_finished", "410 expired", "410 result_damaged", "422 item_failed",
			"500 missing_configuration", "503 database_unavailable" })
	@GetMapping("/jobs/{id}/items/{number}/result")
	ResponseEntity<Resource> result(@PathVariable UUID id, @Parameter(example = "1") @PathVariable int number,
			HttpServletRequest request) throws IOException {
		JobId jobId = new JobId(id);
		this.access.require(jobId, Caller.of(request));
		Job job = this.jobs.find(jobId)
			.map(JobRecord::job)
			.orElseThrow(() -> Refusal.notFound("There is no job " + id + "."));
		JobItem item = this.items.find(jobId, number)
			.orElseThrow(() -> Refusal.notFound("Job " + id + " has no image " + number + "."));
		if (!item.state().isSettled()) {
			throw new Refusal(HttpStatus.CONFLICT, "not_finished",
					"The image is not done yet; ask again when it is completed or failed.");
		}
		return this.answers.answer(this.handlers.of(job).result(job, item), "item_failed",
				request.getHeader(HttpHeaders.ACCEPT));
	}

}
