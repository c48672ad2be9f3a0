package io.wxomedia.video;

import io.wxomedia.web.Refusal;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers refusals of the videos' API in its own shape, which is older than the problem
 * details of the others.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
@RestControllerAdvice(assignableTypes = { VideoController.class, VideoGenerateController.class })
class VideoRefusals {

	@ExceptionHandler
	ResponseEntity<VideoAnswers.VideoError> handle(VideoRefusal refusal) {
		VideoRefusal.Credits credits = refusal.credits();
		VideoAnswers.VideoError body = new VideoAnswers.VideoError(refusal.error(), refusal.getMessage(), null, null,
				null, null, (credits != null) ? credits.available() : null,
				(credits != null) ? credits.required() : null);
		return ResponseEntity.status(refusal.status()).contentType(MediaType.APPLICATION_JSON).body(body);
	}

	/**
	 * What other modules refuse: a full queue, a body that is no UTF-8.
	 */
	@ExceptionHandler
	ResponseEntity<VideoAnswers.VideoError> handle(Refusal refusal) {
		HttpStatus status = refusal.status();
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
		if (refusal.retryAfter() != null) {
			answer.header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
		}
		return answer.body(new VideoAnswers.VideoError(status.getReasonPhrase(), refusal.getMessage(), refusal.code(),
				null, null, null, null, null));
	}

}
