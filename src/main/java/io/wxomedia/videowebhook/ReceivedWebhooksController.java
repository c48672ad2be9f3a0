package io.wxomedia.videowebhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.Audit;
import io.wxomedia.access.Caller;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Paging;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows administrators what came to the webhook and what became of it, and takes it in
 * once more.
 */
@RestController
@Tag(name = ApiTag.VIDEOS)
class ReceivedWebhooksController {

	private final WebhookTable webhooks;

	private final WebhookReceiver receiver;

	private final Audit audit;

	private final JsonMapper json;

	ReceivedWebhooksController(WebhookTable webhooks, WebhookReceiver receiver, Audit audit, JsonMapper json) {
		this.webhooks = webhooks;
		this.receiver = receiver;
		this.audit = audit;
		this.json = json;
	}

	@Operation(operationId = "listReceivedWebhooks", summary = "See what came to the webhook of videos",
			description = "Newest first, with what became of it and why. Kept for RETENTION.")
	@Refuses({ "403 admin_only", "422 invalid_parameter", "503 database_unavailable" })
	@GetMapping(path = "/api/webhooks/received", produces = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<WebhookPage> list(
			@Parameter(description = "How many, 1 to 100; 20 if left out") @RequestParam(
					required = false) @Nullable String limit,
			@Parameter(description = "The next_cursor of the page before") @RequestParam(
					required = false) @Nullable String cursor,
			HttpServletRequest request) {
		Caller.of(request).requireAdmin();
		int most = Paging.limit(limit);
		WebhookTable.Place before = (cursor != null) ? WebhookCursor.place(cursor) : null;
		List<Webhook> found = this.webhooks.page(before, most + 1);
		List<Webhook> page = found.subList(0, Math.min(most, found.size()));
		String next = (found.size() > most) ? WebhookCursor.of(page.get(most - 1)) : null;
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body(new WebhookPage(page.stream().map(ReceivedWebhook::of).toList(), next));
	}

	@Operation(operationId = "processReceivedWebhook", summary = "Take in a webhook once more",
			description = "Answers with the body that its sender would get now.")
	@ApiResponse(responseCode = "200", description = "What its sender would be told, whether or not it can be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = WebhookController.TakenAnswer.class)))
	@Refuses({ "403 admin_only", "404 not_found", "409 body_not_kept", "503 database_unavailable" })
	@PostMapping("/api/webhooks/received/{id}/process")
	ResponseEntity<byte[]> process(@PathVariable String id, HttpServletRequest request) {
		Caller caller = Caller.of(request);
		caller.requireAdmin();
		Webhook webhook = identifier(id).flatMap(this.webhooks::find)
			.orElseThrow(() -> Refusal.notFound("There is no such webhook; GET /api/webhooks/received lists them."));
		if (webhook.body() == null) {
			throw new Refusal(HttpStatus.CONFLICT, "body_not_kept",
					"Nothing of it was kept but why it was refused; let its sender send it again.");
		}
		WebhookAnswer answer = this.receiver.again(webhook);
		this.audit.record(caller, "process_webhook", webhook.id().toString(), answer.outcome().word());
		return ResponseEntity.ok()
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(answer.body()));
	}

	private static Optional<UUID> identifier(String id) {
		try {
			return Optional.of(UUID.fromString(id));
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	/**
	 * A page of what came.
	 *
	 * @param webhooks what came, newest first
	 * @param nextCursor what to send for the next page, or {@code null} if this is the
	 * last
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record WebhookPage(List<ReceivedWebhook> webhooks, @Nullable String nextCursor) {

	}

	/**
	 * Something that came.
	 *
	 * @param id identifies it
	 * @param receivedAt when it came
	 * @param jobId the generation that it is about
	 * @param status the status that it tells
	 * @param outcome what became of it
	 * @param reason why
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record ReceivedWebhook(UUID id, Instant receivedAt, @Nullable String jobId,
			@Schema(example = "processing") @Nullable String status,
			@Schema(description = "processed, duplicate, refused, stale, unknown_job or invalid",
					example = "processed") String outcome,
			@Nullable String reason) {

		static ReceivedWebhook of(Webhook webhook) {
			return new ReceivedWebhook(webhook.id(), webhook.receivedAt(), webhook.jobId(), webhook.status(),
					webhook.outcome().word(), webhook.reason());
		}

	}

}
