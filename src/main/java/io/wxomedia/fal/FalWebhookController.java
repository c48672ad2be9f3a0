package io.wxomedia.fal;

import java.io.IOException;
import java.util.Objects;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where fal tells that a video is done.
 */
@RestController
@Tag(name = ApiTag.VIDEOS)
class FalWebhookController {

	private static final int LONGEST = 1024 * 1024;

	private final ObjectProvider<FalWebhooks> webhooks;

	FalWebhookController(ObjectProvider<FalWebhooks> webhooks) {
		this.webhooks = webhooks;
	}

	@Operation(operationId = "receiveFalWebhook", summary = "Hear from fal.ai that a video is done",
			description = "For fal.ai alone, which signs what it sends. It wakes the job that waits; the job asks fal"
					+ " for the result.")
	@RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object",
			example = "{\"request_id\":\"764cabcf-b745-4b3e-ae38-1200304cf45b\",\"status\":\"OK\",\"payload\":{}}")))
	@Refuses({ "400 invalid_webhook", "401 invalid_signature", "404 not_found", "413 body_too_large",
			"503 keys_unavailable" })
	@PostMapping(path = WebhookAddress.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
	Taken receive(
			@Parameter(description = "Names the submission; the service put it into the address that fal has",
					example = "7e0f6e4e-3f2b-4d58-9d0a-0d3a9d2f4c11.5f0e") @RequestParam(
							name = WebhookAddress.PARAMETER, required = false) @Nullable String call,
			HttpServletRequest request) throws IOException {
		FalWebhooks taker = this.webhooks.getIfAvailable();
		if (taker == null) {
			throw Refusal.notFound("Videos are not made by fal.ai here: FAL_KEY is not set");
		}
		byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
		if (body.length > LONGEST) {
			throw new Refusal(HttpStatus.CONTENT_TOO_LARGE, "body_too_large", "A webhook has 1 MiB at the most");
		}
		FalSignatures.Head head = new FalSignatures.Head(header(request, "X-Fal-Webhook-Request-Id"),
				header(request, "X-Fal-Webhook-User-Id"), header(request, "X-Fal-Webhook-Timestamp"),
				header(request, "X-Fal-Webhook-Signature"));
		return taker.take(head, Objects.requireNonNullElse(call, ""), body);
	}

	private static String header(HttpServletRequest request, String name) {
		return Objects.requireNonNullElse(request.getHeader(name), "");
	}

	/**
	 * What became of a webhook.
	 *
	 * @param status {@code accepted}, or {@code duplicate} if it was told before
	 */
	record Taken(@Schema(example = "accepted") String status) {

	}

}
