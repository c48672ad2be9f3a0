package io.wxomedia.fal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.wxomedia.generation.RemoteWebhooks;
import io.wxomedia.web.Refusal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;

/**
 * Takes fal's webhooks. One that is fal's wakes the job that waits for its request; what
 * it says of the video is not believed, the job asks the queue. Thread-safe.
 */
class FalWebhooks {

	private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

	private final FalProperties properties;

	private final FalSignatures signatures;

	private final WebhookAddress address;

	private final RemoteWebhooks webhooks;

	private final JsonMapper json;

	private final FalWebhookMetrics metrics;

	FalWebhooks(FalProperties properties, FalSignatures signatures, WebhookAddress address, RemoteWebhooks webhooks,
			JsonMapper json, FalWebhookMetrics metrics) {
		this.properties = properties;
		this.signatures = signatures;
		this.address = address;
		this.webhooks = webhooks;
		this.json = json;
		this.metrics = metrics;
	}

	/**
	 * Take a webhook.
	 * @param head what its headers say
	 * @param token what its address names, or empty
	 * @param body its body
	 * @return what became of it
	 * @throws Refusal if it is not taken
	 */
	FalWebhookController.Taken take(FalSignatures.Head head, String token, byte[] body) {
		try {
			FalWebhookController.Taken taken = judgeAndTell(head, token, body);
			this.metrics.count(taken.status());
			return taken;
		}
		catch (Refusal ex) {
			this.metrics.count(ex.code());
			throw ex;
		}
	}

	private FalWebhookController.Taken judgeAndTell(FalSignatures.Head head, String token, byte[] body) {
		if (!this.properties.missing().isEmpty()) {
			throw Refusal.notFound("Videos are not made by fal.ai here: FAL_KEY is not set");
		}
		switch (judge(head, body)) {
			case FORGED -> throw new Refusal(HttpStatus.UNAUTHORIZED, "invalid_signature",
					"The signature is not fal.ai's: X-Fal-Webhook-Signature does not fit the body and the other"
							+ " X-Fal-Webhook headers");
			case LATE -> throw new Refusal(HttpStatus.UNAUTHORIZED, "invalid_signature",
					"X-Fal-Webhook-Timestamp is more than 300 s away from this service's time. Check its clock");
			case GENUINE -> {
			}
		}
		JsonNode told = FalError.tree(new String(body, StandardCharsets.UTF_8), this.json);
		JsonNode named = told.path("request_id");
		if (named.isString() && !named.asString().equals(head.requestId())) {
			throw new Refusal(HttpStatus.BAD_REQUEST, "invalid_webhook",
					"The body names another request than X-Fal-Webhook-Request-Id");
		}
		RemoteWebhooks.Heard heard = this.webhooks.heard(FalVideoMaker.PROVIDER, head.requestId(),
				this.address.reference(token).orElse(null));
		return switch (heard) {
			case WOKEN -> new FalWebhookController.Taken("accepted");
			case DUPLICATE -> new FalWebhookController.Taken("duplicate");
			case UNKNOWN -> throw Refusal.notFound("Nothing here waits for that request of fal.ai");
		};
	}

	private FalSignatures.Verdict judge(FalSignatures.Head head, byte[] body) {
		try {
			return this.signatures.judge(head, body);
		}
		catch (IOException ex) {
			throw unknown(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unknown(ex);
		}
	}

	private static Refusal unknown(Exception cause) {
		return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, "keys_unavailable",
				"fal.ai's keys cannot be read now, so the signature cannot be checked (FAL_JWKS_URL)", ASK_AGAIN,
				cause);
	}

}
