package io.wxomedia.videowebhook;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.video.Told;
import io.wxomedia.video.VideoEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * What a sender is answered, in the words of the contract.
 *
 * @param status the status
 * @param outcome what became of the webhook
 * @param reason why, for the operator, or {@code null}
 * @param body the fields of the answer
 */
record WebhookAnswer(HttpStatus status, Webhook.Outcome outcome, @Nullable String reason, Map<String, Object> body) {

	private static final String INVALID = "Invalid payload: missing required fields or wrong content_type";

	/**
	 * The secret is missing or wrong.
	 */
	static WebhookAnswer unauthorized() {
		return new WebhookAnswer(HttpStatus.UNAUTHORIZED, Webhook.Outcome.REFUSED,
				"The secret was missing or wrong (X-Webhook-Secret, WEBHOOK_SECRET)",
				fields("error", "Unauthorized: Invalid webhook secret"));
	}

	/**
	 * The body is not read.
	 */
	static WebhookAnswer refused(HttpStatus status, String error) {
		return new WebhookAnswer(status, Webhook.Outcome.REFUSED, error, fields("error", error));
	}

	/**
	 * The event cannot be understood.
	 */
	static WebhookAnswer invalid(String details) {
		Map<String, Object> body = fields("error", INVALID);
		body.put("details", details);
		return new WebhookAnswer(HttpStatus.BAD_REQUEST, Webhook.Outcome.INVALID, details, body);
	}

	/**
	 * There is no such generation.
	 */
	static WebhookAnswer unknown(String jobId) {
		Map<String, Object> body = fields("error", "VideoGeneration not found");
		body.put("job_id", jobId);
		return new WebhookAnswer(HttpStatus.NOT_FOUND, Webhook.Outcome.UNKNOWN_JOB, "There is no such generation",
				body);
	}

	/**
	 * The generation was told.
	 */
	static WebhookAnswer told(String jobId, VideoEvent event, Told told, Duration took) {
		return switch (told.outcome()) {
			case DUPLICATE -> duplicate(jobId, "It came before, or the generation has ended");
			case CONFLICT -> duplicate(jobId,
					"Conflict: the generation has ended otherwise, and stays as it is: this says " + event.word());
			case WITHOUT_VIDEO -> withoutVideo();
			case APPLIED -> applied(jobId, event, told, took);
			case STALE -> {
				Map<String, Object> body = updated(jobId, event, told);
				body.put("ignored", true);
				yield new WebhookAnswer(HttpStatus.OK, Webhook.Outcome.STALE,
						"The generation was at " + told.progress() + " % already", body);
			}
		};
	}

	private static WebhookAnswer withoutVideo() {
		String details = "completed, but data.videos names no file: each needs s3_key or file_path, the key of an"
				+ " object in the output bucket";
		Map<String, Object> body = fields("error", INVALID);
		body.put("details", details);
		return new WebhookAnswer(HttpStatus.BAD_REQUEST, Webhook.Outcome.REFUSED, details, body);
	}

	private static WebhookAnswer duplicate(String jobId, String reason) {
		Map<String, Object> body = fields("message", "Webhook already processed");
		body.put("job_id", jobId);
		body.put("status", "duplicate");
		return new WebhookAnswer(HttpStatus.OK, Webhook.Outcome.DUPLICATE, reason, body);
	}

	private static WebhookAnswer applied(String jobId, VideoEvent event, Told told, Duration took) {
		Map<String, Object> body = switch (event) {
			case COMPLETED -> {
				Map<String, Object> completed = success("Video generation webhook processed successfully", jobId);
				completed.put("num_videos", told.files());
				completed.put("processing_time_ms", took.toMillis());
				yield completed;
			}
			case FAILED -> {
				Map<String, Object> failed = success("Video generation failure recorded", jobId);
				failed.put("status", event.word());
				yield failed;
			}
			default -> updated(jobId, event, told);
		};
		return new WebhookAnswer(HttpStatus.OK, Webhook.Outcome.PROCESSED, null, body);
	}

	private static Map<String, Object> updated(String jobId, VideoEvent event, Told told) {
		Map<String, Object> body = success("Video generation status updated: " + event.word(), jobId);
		body.put("status", event.word());
		body.put("progress", told.progress());
		return body;
	}

	private static Map<String, Object> success(String message, String jobId) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("success", true);
		body.put("message", message);
		body.put("job_id", jobId);
		return body;
	}

	private static Map<String, Object> fields(String name, Object value) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put(name, value);
		return body;
	}

}
