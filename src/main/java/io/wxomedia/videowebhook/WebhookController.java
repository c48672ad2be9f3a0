package io.wxomedia.videowebhook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.wxomedia.access.RateLimit;
import io.wxomedia.video.VideoProperties;
import io.wxomedia.video.WebhookSecrets;
import io.wxomedia.web.ApiTag;
import io.wxomedia.web.BodyEncoding;
import io.wxomedia.web.HeaderText;
import io.wxomedia.web.Refusal;
import io.wxomedia.web.Refuses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The webhook that makers of videos tell by. Checked in this order: secret, size, JSON,
 * and what it says.
 */
@RestController
@Tag(name = ApiTag.VIDEOS)
class WebhookController {

	static final String PATH = "/api/webhooks/video-completion";

	private static final int LONGEST_BODY = 1024 * 1024;

	private static final int MOST_A_MINUTE = 1000;

	private final VideoProperties properties;

	private final WebhookReceiver receiver;

	private final RecentWebhooks recent;

	private final RateLimit limit;

	private final JsonMapper json;

	private final Clock clock;

	WebhookController(VideoProperties properties, WebhookReceiver receiver, RecentWebhooks recent, JsonMapper json,
			Clock clock) {
		this.properties = properties;
		this.receiver = receiver;
		this.recent = recent;
		this.limit = new RateLimit(MOST_A_MINUTE, 1, clock);
		this.json = json;
		this.clock = clock;
	}

	@Operation(operationId = "receiveVideoWebhook", summary = "Tell of a video",
			description = "What a backend of videos posts: how far a generation is, and its files at the end. Sent twice, or"
					+ " late, it has no second effect.")
	@Parameter(name = "X-Webhook-Secret", in = ParameterIn.HEADER, description = "One of WEBHOOK_SECRET",
			schema = @Schema(type = "string"))
	@Parameter(name = "webhook-id", in = ParameterIn.HEADER,
			description = "The sender's name of the event, the same each time it is sent",
			schema = @Schema(type = "string"))
	@RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
			schema = @Schema(type = "object", example = """
					{"job_id":"62f8917c-49fb-40e8-86ea-f63f30a58aeb","status":"processing","content_type":"video"}""")))
	@ApiResponse(responseCode = "200", description = "It was taken in, now or before",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = TakenAnswer.class)))
	@ApiResponse(responseCode = "400", description = "It cannot be used",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ErrorAnswer.class)))
	@ApiResponse(responseCode = "401", description = "The secret is missing or wrong, or none is configured",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ErrorAnswer.class)))
	@ApiResponse(responseCode = "404", description = "There is no such generation",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ErrorAnswer.class)))
	@ApiResponse(responseCode = "413", description = "The body is longer than 1 MiB",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ErrorAnswer.class)))
	@ApiResponse(responseCode = "415", description = "The body is no JSON in UTF-8",
			content = @Content(mediaType = MediaType.APPLICATION_JSON_VALUE,
					schema = @Schema(implementation = ErrorAnswer.class)))
	@Refuses({ "429 rate_limited", "503 database_unavailable" })
	@PostMapping(PATH)
	ResponseEntity<byte[]> receive(HttpServletRequest request) throws IOException {
		String secret = request.getHeader(WebhookSecrets.HEADER);
		if (!this.properties.admits((secret != null) ? HeaderText.lenient(secret).strip() : null)) {
			// Little is read of a stranger's body.
			return answer(this.receiver.refuseStranger(), true);
		}
		requireTurn();
		String webhookId = webhookId(request);
		if (request.getContentLengthLong() > LONGEST_BODY) {
			return answer(this.receiver.refuse(tooLarge(), webhookId), false);
		}
		try {
			// Not closed: the server reads what is left, so that the sender gets the
			// answer.
			InputStream in = BodyEncoding.checkingStart(request.getInputStream());
			byte[] body = in.readNBytes(LONGEST_BODY + 1);
			if (body.length > LONGEST_BODY) {
				return answer(this.receiver.refuse(tooLarge(), webhookId), false);
			}
			requireJson(request);
			return answer(this.receiver.receive(body, webhookId), false);
		}
		catch (Refusal ex) {
			return answer(this.receiver.refuse(WebhookAnswer.refused(ex.status(), String.valueOf(ex.getMessage())),
					webhookId), false);
		}
	}

	/**
	 * Where no secret is asked for anybody may post.
	 */
	private void requireTurn() {
		Duration wait = this.properties.admits(null) ? this.limit.take("") : Duration.ZERO;
		if (!wait.isZero()) {
			Duration seconds = wait.plusMillis(999);
			throw new Refusal(
					HttpStatus.TOO_MANY_REQUESTS, "rate_limited", "Without a secret (WEBHOOK_SECRET) the webhook takes "
							+ MOST_A_MINUTE + " events a minute; send it again after " + seconds.toSeconds() + " s.",
					seconds, null);
		}
	}

	private static @Nullable String webhookId(HttpServletRequest request) {
		String id = request.getHeader("webhook-id");
		return (id == null || id.isBlank()) ? null : HeaderText.lenient(id).strip();
	}

	private static WebhookAnswer tooLarge() {
		return WebhookAnswer.refused(HttpStatus.CONTENT_TOO_LARGE,
				"Payload too large: at most " + LONGEST_BODY + " bytes are taken");
	}

	private static void requireJson(HttpServletRequest request) {
		if (!BodyEncoding.isJson(request)) {
			throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type",
					"Unsupported media type: send the body as JSON, with the header Content-Type: application/json");
		}
		BodyEncoding.requireReadable(request);
	}

	/**
	 * Written as bytes, so that the answer has a Content-Length.
	 */
	private ResponseEntity<byte[]> answer(WebhookAnswer answer, boolean closes) {
		ResponseEntity.BodyBuilder response = ResponseEntity.status(answer.status())
			.contentType(MediaType.APPLICATION_JSON);
		if (closes) {
			response.header(HttpHeaders.CONNECTION, "close");
		}
		return response.body(this.json.writeValueAsBytes(answer.body()));
	}

	@Operation(operationId = "videoWebhookHealth", summary = "Say that the webhook listens")
	@GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
	HealthAnswer health() {
		return new HealthAnswer("healthy", "video-completion", this.clock.instant(), this.recent.count());
	}

	/**
	 * What a sender is told.
	 *
	 * @param success {@code true} if it had an effect, or came late
	 * @param message what happened
	 * @param jobId the generation
	 * @param status what was told, or {@code duplicate}
	 * @param progress how far the generation is, in percent
	 * @param numVideos how many videos were stored
	 * @param processingTimeMs how long that took
	 * @param ignored {@code true} if the generation was further already
	 */
	@JsonInclude(Include.NON_NULL)
	record TakenAnswer(@Nullable Boolean success,
			@Schema(example = "Video generation status updated: processing") String message,
			@JsonProperty("job_id") String jobId, @Schema(example = "processing") @Nullable String status,
			@Nullable Integer progress, @JsonProperty("num_videos") @Nullable Integer numVideos,
			@JsonProperty("processing_time_ms") @Nullable Long processingTimeMs, @Nullable Boolean ignored) {

	}

	/**
	 * Why something is not taken in.
	 *
	 * @param error that in few words
	 * @param details what is wrong and how to mend it
	 * @param jobId the generation that it names
	 */
	@JsonInclude(Include.NON_NULL)
	record ErrorAnswer(String error, @Nullable String details, @JsonProperty("job_id") @Nullable String jobId) {

	}

	/**
	 * Says that the webhook listens.
	 *
	 * @param status always {@code healthy}
	 * @param webhook its name
	 * @param timestamp the time
	 * @param idempotenceCacheSize how much came within the last five minutes
	 */
	record HealthAnswer(@Schema(example = "healthy") String status,
			@Schema(example = "video-completion") String webhook, Instant timestamp,
			@JsonProperty("idempotence_cache_size") int idempotenceCacheSize) {

	}

}
