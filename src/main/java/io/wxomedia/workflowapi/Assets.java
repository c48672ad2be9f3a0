package io.wxomedia.workflowapi;

import java.net.URI;
import java.util.Collection;

import io.wxomedia.workflow.Bucket;
import io.wxomedia.workflow.WorkflowStep;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Picture and video of a run, with links that are signed when they are shown.
 *
 * @param image the picture, or {@code null} while it is not stored
 * @param video the video, or {@code null} while it is not stored
 */
record Assets(@Nullable AssetView image, @Nullable AssetView video) {

	/**
	 * Find them among the steps. Asks nobody.
	 */
	static Assets of(Collection<Stored> steps, Bucket bucket) {
		Stored image = find(steps, WorkflowStep.IMAGE_UPLOAD);
		Stored video = find(steps, WorkflowStep.VIDEO_UPLOAD);
		URI picture = (image != null) ? image.link(bucket) : null;
		return new Assets((image != null) ? AssetView.of(image.key(), image.result(), picture, picture) : null,
				(video != null) ? AssetView.of(video.key(), video.result(), video.link(bucket), picture) : null);
	}

	private static @Nullable Stored find(Collection<Stored> steps, WorkflowStep step) {
		return steps.stream().filter((one) -> one.step().equals(step.id())).findFirst().orElse(null);
	}

	/**
	 * What a step says of where its result is.
	 *
	 * @param step the step
	 * @param key where it is in the bucket, or {@code null}
	 * @param result what it tells of it, or {@code null}
	 */
	record Stored(String step, @Nullable String key, @Nullable JsonNode result) {

		@Nullable URI link(Bucket bucket) {
			return bucket.link((this.result != null) ? this.result.path("bucket").asString(null) : null, this.key);
		}

	}

}
