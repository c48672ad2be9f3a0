package io.wxomedia.jobapi;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.submission.Fingerprint;
import io.wxomedia.submission.IdempotencyKey;
import io.wxomedia.submission.JobRetries;
import io.wxomedia.submission.Jobs;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tries jobs again that did not complete.
 */
@RestController
@Tag(name = ApiTag.JOBS)
class JobRetryController {

	private static final Logger logger = LoggerFactory.getLogger(JobRetryController.class);

	private final JobRetries retries;

	private final JobAccess access;

	private final JsonMapper json;

	JobRetryController(JobRetries retries, JobAccess access, JsonMapper json) {
		this.retries = retries;
		this.access = access;
		this.json = json;
	}

	@Operation(operationId = "retryJob", summary = "Try a job again",
			description = "A job that failed or was cancelled, or a batch with failures, again as a new job. What was paid"
					+ " for is taken over, only what is missing is bought. A job is tried again once: the same"
					+ " request gives the same new job while that is open.")
	@Parameter(name = "callbackUrl", in = ParameterIn.HEADER,
			description = "Where the result is to be sent; the address of the earlier job if left out",
			schema = @Schema(type = "string", format = "uri"))
	@Parameter(name = "Idempotency-Key", in = ParameterIn.HEADER,
			description = "Makes sure that a request sent twice is accepted once", schema = @Schema(type = "string"))
	@ApiResponse(responseCode = "202", description = "The new job is accepted",
			headers = { @Header(name = "Location", description = "The new job", schema = @Schema(type = "string")),
					@Header(name = "Retry-After", description = "When to look first, in seconds",
							schema = @Schema(type = "integer")) },
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = RetryAnswer.class)))
	@Refuses({ "404 not_found", "409 not_finished", "409 already_finished", "409 already_retried", "410 expired",
			"410 input_damaged", "410 session_ended", "402 insufficient_credits", "422 invalid_callback_url",
			"422 callback_address_refused", "422 invalid_idempotency_key", "422 idempotency_key_reused",
			"503 queue_full", "503 disk_full", "503 database_unavailable" })
	@PostMapping("/jobs/{id}/retry")
	ResponseEntity<byte[]> retry(@PathVariable UUID id, HttpServletRequest request) throws IOException {
		JobId job = new JobId(id);
		this.access.require(job, Caller.of(request));
		String header = request.getHeader("callbackUrl");
		URI callbackUrl = (header != null && !header.isBlank()) ? CallbackUrl.ofHeader(header).value() : null;
		Jobs.Accepted again = this.retries.retry(job, callbackUrl, idempotency(request, callbackUrl));
		logger.info("[ACCEPTED] {} job_id={}{}", request.getRequestURI(), again.id(),
				again.repeated() ? " (tried again before)" : "");
		return ResponseEntity.accepted()
			.location(URI.create("/jobs/" + again.id()))
			.header(HttpHeaders.RETRY_AFTER, "5")
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(new RetryAnswer(true, again.id().value())));
	}

	private static NewJob.@Nullable Idempotency idempotency(HttpServletRequest request, @Nullable URI callbackUrl) {
		String key = IdempotencyKey.check(request.getHeader(IdempotencyKey.HEADER));
		if (key == null) {
			return null;
		}
		// Without a zero byte at the end, so that keys of earlier versions hold.
		Fingerprint all = new Fingerprint().add(request.getRequestURI());
		byte[] address = String.valueOf(callbackUrl).getBytes(StandardCharsets.UTF_8);
		all.add(address, address.length);
		return new NewJob.Idempotency(key, all.hex());
	}

	/**
	 * The answer to a job that is tried again, as to one that is sent.
	 *
	 * @param accepted always {@code true}
	 * @param jobId identifies the new job
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record RetryAnswer(boolean accepted, UUID jobId) {

	}

}
