package io.wxomedia.callback;

import java.io.IOException;
import java.net.URI;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Caller;
import io.wxomedia.destination.MaskedUrl;
import io.wxomedia.job.JobId;
import io.wxomedia.jobapi.JobAccess;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import io.wxomedia.web.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows what became of a job's callback, and sends it again.
 */
@RestController
@Tag(name = ApiTag.CALLBACKS)
class DeliveryController {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryController.class);

	private final DeliveryHistory history;

	private final Redeliveries redeliveries;

	private final JobAccess access;

	private final JsonMapper json;

	DeliveryController(DeliveryHistory history, Redeliveries redeliveries, JobAccess access, JsonMapper json) {
		this.history = history;
		this.redeliveries = redeliveries;
		this.access = access;
		this.json = json;
	}

	@Operation(operationId = "listDeliveries", summary = "List the attempts to deliver a job's callback",
			description = "Tells when each attempt was made and what the receiver answered, oldest first.")
	@Refuses({ "404 not_found", "503 database_unavailable" })
	@GetMapping(path = "/jobs/{id}/deliveries", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<DeliveriesView> show(@PathVariable UUID id, HttpServletRequest request) {
		JobId job = new JobId(id);
		this.access.require(job, Caller.of(request));
		DeliveryHistory.Found found = this.history.find(job)
			.orElseThrow(() -> Refusal.notFound("There is no job " + job + "."));
		String url = (found.url() != null) ? MaskedUrl.of(found.url()) : null;
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new DeliveriesView(found.state(), url, this.history.attempts(job, found.attempts())));
	}

	@Operation(operationId = "redeliver", summary = "Send a job's callback again",
			description = "Works for a callback that was delivered and for a dead letter; the same bytes and the same "
					+ "webhook-id, to the same address or to another.")
	@RequestBody(required = false,
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = RedeliveryRequest.class)))
	@ApiResponse(responseCode = "202", description = "On its way again",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = RedeliveryAnswer.class)))
	@Refuses({ "404 not_found", "404 no_callback", "409 delivery_pending", "409 not_finished", "410 expired",
			"400 invalid_json", "422 invalid_callback_url", "422 callback_address_refused",
			"503 database_unavailable" })
	@PostMapping("/jobs/{id}/redeliver")
	ResponseEntity<byte[]> redeliver(@PathVariable UUID id, HttpServletRequest request) throws IOException {
		JobId job = new JobId(id);
		Caller caller = Caller.of(request);
		this.access.require(job, caller);
		String given = RequestFields.read(request, this.json).text("url", "invalid_callback_url");
		CallbackUrl url = (given != null) ? CallbackUrl.parse(given) : null;
		this.redeliveries.redeliver(job, url);
		logger.info("[REDELIVERY] job_id={} url={} by={}", job, (url != null) ? MaskedUrl.of(url.toString()) : "same",
				caller.name());
		return ResponseEntity.status(HttpStatus.ACCEPTED)
			.location(URI.create("/jobs/" + job + "/deliveries"))
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(new RedeliveryAnswer(id, "pending")));
	}

	/**
	 * The body of a re-delivery, for its documentation.
	 *
	 * @param url the new address
	 */
	record RedeliveryRequest(
			@Schema(description = "Where the callback is to go from now on; left out, it goes where it went",
					example = "https://hooks.example.com/callback") @Nullable String url) {

	}

	/**
	 * The answer to a re-delivery.
	 *
	 * @param jobId the job
	 * @param state the state of its delivery
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record RedeliveryAnswer(UUID jobId, String state) {

	}

}
