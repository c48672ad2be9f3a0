package io.wxomedia.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a step tells of what it made. Nothing of a provider's answer is in it that is not
 * named here.
 *
 * @param contentType the media type, by content
 * @param width the width in pixels
 * @param height the height in pixels
 * @param fileSize the length in bytes
 * @param duration how long the video is, in seconds
 * @param frameRate frames a second
 * @param requestId the provider's name of the call that made it
 * @param queuePosition the place in the provider's queue, while it waits there
 * @param refused whether moderation refused it, so that it goes nowhere
 * @param bucket where it was stored, which need not be where the next one is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepResult(@Nullable String contentType, @Nullable Integer width, @Nullable Integer height,
		@Nullable Long fileSize, @Nullable Double duration, @Nullable Double frameRate, @Nullable String requestId,
		@Nullable Integer queuePosition, @Nullable Boolean refused, @Nullable String bucket) {

	static StepResult picture(String contentType, int width, int height, long length) {
		return new StepResult(contentType, width, height, length, null, null, null, null, null, null);
	}

	static StepResult waiting(@Nullable String requestId, @Nullable Integer position) {
		return new StepResult(null, null, null, null, null, null, requestId, position, null, null);
	}

	static StepResult takenFrom(String bucket) {
		return new StepResult(null, null, null, null, null, null, null, null, null, bucket);
	}

	StepResult by(@Nullable String request) {
		return new StepResult(this.contentType, this.width, this.height, this.fileSize, this.duration, this.frameRate,
				request, null, null, null);
	}

	StepResult storedIn(String name) {
		return new StepResult(this.contentType, this.width, this.height, this.fileSize, this.duration, this.frameRate,
				this.requestId, null, null, name);
	}

	StepResult asRefused() {
		return new StepResult(this.contentType, this.width, this.height, this.fileSize, null, null, null, null, true,
				null);
	}

}
