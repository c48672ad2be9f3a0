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
 * @param imageBucket which bucket the picture is in, or {@code null} if that was not
 * written down
 * @param videoBucket which bucket the video is in, or {@code null} likewise
 */
record WorkflowResult(@Nullable String imageKey, @Nullable String videoKey, @Nullable String error,
		@Nullable String contentType, @Nullable String imageBucket, @Nullable String videoBucket) {

	/**
	 * Note what a run has in the end.
	 * @param steps its steps
	 * @param error why there is no video, or {@code null}
	 * @param contentType the media type of what the bucket did not take, or {@code null}
	 * @return what its job keeps
	 */
	static WorkflowResult of(RunSteps steps, @Nullable String error, @Nullable String contentType) {
		return new WorkflowResult(steps.of(WorkflowStep.IMAGE_UPLOAD).outputKey(),
				steps.of(WorkflowStep.VIDEO_UPLOAD).outputKey(), error, contentType,
				steps.bucket(WorkflowStep.IMAGE_UPLOAD), steps.bucket(WorkflowStep.VIDEO_UPLOAD));
	}

	/**
	 * Return a link to the video, or to the picture where there is none.
	 */
	@Nullable URI link(Bucket bucket) {
		URI video = bucket.link(this.videoBucket, this.videoKey);
		return (video != null) ? video : bucket.link(this.imageBucket, this.imageKey);
	}

	/**
	 * Say to the caller how the run ended, with links that work now.
	 * @param job the run's job
	 * @param bucket signs the links
	 * @param clock the time
	 * @return the body of the callback
	 */
	CallbackMessage message(JobId job, Bucket bucket, Clock clock) {
		URI image = bucket.link(this.imageBucket, this.imageKey);
		URI video = bucket.link(this.videoBucket, this.videoKey);
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
