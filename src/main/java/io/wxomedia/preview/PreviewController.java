package io.wxomedia.preview;

import java.io.IOException;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;
import io.wxomedia.jobapi.JobAccess;
import io.wxomedia.link.InlineContent;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out the last preview of a call under way.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class PreviewController {

	private static final String SUMMARY = "The last one that the provider sent, while it works (PARTIAL_PREVIEWS)."
			+ " An event of type progress tells when there is one.";

	private final PreviewTable previews;

	private final PayloadStore payloads;

	private final JobAccess access;

	PreviewController(PreviewTable previews, PayloadStore payloads, JobAccess access) {
		this.previews = previews;
		this.payloads = payloads;
		this.access = access;
	}

	@Operation(operationId = "getPreview", summary = "See a picture while it is made", description = SUMMARY)
	@ApiResponse(responseCode = "200", description = "The preview", content = {
			@Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = "image/webp", schema = @Schema(type = "string", format = "binary")) })
	@Refuses({ "404 not_found", "404 no_preview", "503 database_unavailable" })
	@GetMapping("/jobs/{id}/preview")
	ResponseEntity<Resource> preview(@PathVariable UUID id, HttpServletRequest request) throws IOException {
		return show(id, 0, request);
	}

	@Operation(operationId = "getItemPreview", summary = "See an image of a batch while it is made",
			description = SUMMARY)
	@ApiResponse(responseCode = "200", description = "The preview", content = {
			@Content(mediaType = MediaType.IMAGE_PNG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = MediaType.IMAGE_JPEG_VALUE, schema = @Schema(type = "string", format = "binary")),
			@Content(mediaType = "image/webp", schema = @Schema(type = "string", format = "binary")) })
	@Refuses({ "404 not_found", "404 no_preview", "503 database_unavailable" })
	@GetMapping("/jobs/{id}/items/{number}/preview")
	ResponseEntity<Resource> itemPreview(@PathVariable UUID id, @Parameter(example = "1") @PathVariable int number,
			HttpServletRequest request) throws IOException {
		return show(id, number, request);
	}

	private ResponseEntity<Resource> show(UUID id, int item, HttpServletRequest request) throws IOException {
		JobId job = new JobId(id);
		this.access.require(job, Caller.of(request));
		PayloadId picture = this.previews.find(job, item)
			.map(PreviewTable.Preview::picture)
			.orElseThrow(PreviewController::none);
		try {
			return InlineContent.answer(() -> this.payloads.open(picture), this.payloads.length(picture));
		}
		catch (UnusablePayload ex) {
			throw none();
		}
	}

	private static Refusal none() {
		return new Refusal(HttpStatus.NOT_FOUND, "no_preview",
				"There is no preview now: the provider has sent none yet, or the picture is done; see GET /jobs/{id}.");
	}

}
