package io.wxomedia.workflow;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run, as its job keeps it.
 *
 * @param imageKey where the picture is in the bucket, or {@code null}
 * @param videoKey where the video is in the bucket, or {@code null}
 * @param error why there is no video, or {@code null}
 * @param contentType the media type of what is kept because the bucket did not take it,
 * or {@code null}
 */
record WorkflowResult(@Nullable String imageKey, @Nullable String videoKey, @Nullable String error,
		@Nullable String contentType) {

	/**
	 * Say to the caller how the run ended, with links that work now.
	 * @param job the run's job
	 * @param bucket signs the links
	 * @param clock the time
	 * @return the body of the callback
	 */
	CallbackMessage message(JobId job, Bucket bucket, Clock clock) {
		URI image = bucket.link(this.imageKey);
		URI video = bucket.link(this.videoKey);
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("status", (this.error == null) ? "completed" : "failed");
		fields.put("workflow_id", job.toString());
		fields.put("image_url", (image != null) ? image.toString() : null);
		fields.put("video_url", (video != null) ? video.toString() : null);
		fields.put("error", this.error);
		Instant expires = (image != null || video != null) ? clock.instant().plus(bucket.validFor()) : null;
		return new CallbackMessage(fields, expires);
	}

}
