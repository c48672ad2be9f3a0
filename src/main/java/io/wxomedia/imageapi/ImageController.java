package io.wxomedia.imageapi;

import java.io.IOException;
import java.net.URI;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.image.ImageKinds;
import io.wxomedia.submission.Jobs;
import io.wxomedia.wait.JobWaits;
import io.wxomedia.wait.MayWait;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The endpoints that take images and batches. What is answered with 202 is on durable
 * storage.
 */
@RestController
@Tag(name = ApiTag.EDIT)
class ImageController {

	private final EditConfiguration configuration;

	private final ImageSubmissions submissions;

	private final JsonMapper json;

	private final JobWaits waits;

	ImageController(EditConfiguration configuration, ImageSubmissions submissions, JsonMapper json, JobWaits waits) {
		this.configuration = configuration;
		this.submissions = submissions;
		this.json = json;
		this.waits = waits;
	}

	@Operation(operationId = "processImageAsyncToBase64", summary = "Process one image asynchronously (JSON + Base64)",
			description = "Edits one image in the background. The callback carries the result in base64.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the result, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ImageRequests.ProcessImageRequest.class)))
	@ApiResponse(responseCode = "202", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = AcceptedAnswer.class)))
	@Refuses({ "415 unsupported_media_type", "415 unsupported_content_encoding", "415 unsupported_charset",
			"400 invalid_json", "413 image_too_large", "422 invalid_prompt", "422 invalid_base64", "422 data_prefix",
			"422 invalid_filename", "422 field_too_long", "422 invalid_field", "422 unsupported_field",
			"422 invalid_mask", "422 too_many_images", "415 unsupported_image", "422 broken_image",
			"422 too_many_pixels", "402 budget_exhausted", "403 seat_muted", "403 seat_limit",
			"422 invalid_callback_url", "422 callback_address_refused", "422 invalid_idempotency_key",
			"422 idempotency_key_reused", "402 insufficient_credits", "503 queue_full", "503 disk_full",
			"503 storage_unavailable", "503 database_unavailable", "500 missing_configuration" })
	@MayWait
	@PostMapping("/process-image-async-b64")
	@Nullable ResponseEntity<byte[]> editToBase64(HttpServletRequest request) throws IOException {
		this.configuration.requireEditor();
		return answer(request, this.submissions.acceptImage(request, ImageKinds.TO_BASE64));
	}

	@Operation(operationId = "processImageAsyncToCos", summary = "Process one image asynchronously (JSON + COS URL)",
			description = "Edits one image in the background. The callback carries a link to the result.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the result, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ImageRequests.ProcessImageRequest.class)))
	@ApiResponse(responseCode = "202", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = AcceptedAnswer.class)))
	@Refuses({ "415 unsupported_media_type", "415 unsupported_content_encoding", "415 unsupported_charset",
			"400 invalid_json", "413 image_too_large", "422 invalid_prompt", "422 invalid_base64", "422 data_prefix",
			"422 invalid_filename", "422 field_too_long", "422 invalid_field", "422 unsupported_field",
			"422 invalid_mask", "422 too_many_images", "415 unsupported_image", "422 broken_image",
			"422 too_many_pixels", "402 budget_exhausted", "403 seat_muted", "403 seat_limit",
			"422 invalid_callback_url", "422 callback_address_refused", "422 invalid_idempotency_key",
			"422 idempotency_key_reused", "402 insufficient_credits", "503 queue_full", "503 disk_full",
			"503 storage_unavailable", "503 database_unavailable", "500 missing_configuration" })
	@MayWait
	@PostMapping("/process-image-async")
	@Nullable ResponseEntity<byte[]> editToStorage(HttpServletRequest request) throws IOException {
		this.configuration.requireStorage();
		this.configuration.requireEditor();
		return answer(request, this.submissions.acceptImage(request, ImageKinds.TO_STORAGE));
	}

	@Operation(operationId = "batchProcessImages",
			summary = "Batch process all images from COS input bucket and store results in COS output bucket",
			description = "Edits every image of the input bucket in the background. One callback tells of all.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER, description = "Receives the summary, once",
			schema = @Schema(type = "string"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER, description = "Makes repeating the request safe",
			schema = @Schema(type = "string"))
	@RequestBody(required = true,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ImageRequests.BatchRequest.class)))
	@ApiResponse(responseCode = "202", description = "Accepted; the job survives a restart",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = AcceptedAnswer.class)))
	@Refuses({ "415 unsupported_media_type", "415 unsupported_content_encoding", "415 unsupported_charset",
			"400 invalid_json", "422 invalid_prompt", "422 field_too_long", "422 invalid_field",
			"422 unsupported_field", "402 budget_exhausted", "403 seat_muted", "403 seat_limit",
			"422 invalid_callback_url", "422 callback_address_refused", "422 invalid_idempotency_key",
			"422 idempotency_key_reused", "503 queue_full", "503 disk_full", "503 database_unavailable",
			"500 missing_configuration" })
	@MayWait
	@PostMapping("/batch-process-images")
	@Nullable ResponseEntity<byte[]> editBatch(HttpServletRequest request) throws IOException {
		this.configuration.requireStorage();
		this.configuration.requireInputBucket();
		this.configuration.requireEditor();
		return answer(request, this.submissions.acceptBatch(request));
	}

	/**
	 * Written as bytes, so that the answer has a Content-Length: some callers' clients
	 * cannot read chunks.
	 * @return the answer, or {@code null} if it comes later
	 */
	private @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request, Jobs.Accepted accepted) {
		ResponseEntity<byte[]> usual = ResponseEntity.status(HttpStatus.ACCEPTED)
			.location(URI.create("/jobs/" + accepted.id()))
			.header(HttpHeaders.RETRY_AFTER, "5")
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(new AcceptedAnswer(true, accepted.id().toString())));
		return this.waits.takeOver(request, accepted.id().value(), usual) ? null : usual;
	}

	/**
	 * The answer to an accepted request, exactly these two fields.
	 *
	 * @param accepted always {@code true}
	 * @param jobId identifies the job
	 */
	record AcceptedAnswer(boolean accepted, @JsonProperty("job_id") String jobId) {

	}

}
