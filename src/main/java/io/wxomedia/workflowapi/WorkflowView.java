package io.wxomedia.workflowapi;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A run as callers see it.
 *
 * @param id identifies it, and its job
 * @param kind always IMAGE_TO_VIDEO
 * @param status where it is
 * @param progress how far it is, in percent
 * @param steps its steps, in order; left out in lists
 * @param projectId the project that it is of
 * @param inputPrompt what the picture shows
 * @param imagePrompt the same
 * @param videoPrompt what happens in the video
 * @param imageAsset the picture, once it is stored
 * @param videoAsset the video, once it is stored
 * @param provider who makes picture and video
 * @param costCents what providers took for it so far, in US cents
 * @param processingTime how long it took, in milliseconds, once it is over
 * @param estimatedTimeRemaining how long it will probably take, in milliseconds
 * @param errorMessage why it failed
 * @param createdAt when it was accepted
 * @param startedAt when the work began
 * @param completedAt when it was over
 */
@JsonNaming(LowerCamelCaseStrategy.class)
record WorkflowView(String id, @Schema(example = "IMAGE_TO_VIDEO") String kind,
		@Schema(description = "QUEUED, GENERATING_IMAGE, IMAGE_READY, GENERATING_VIDEO, VIDEO_READY or FAILED",
				example = "VIDEO_READY") String status,
		int progress, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<StepView> steps,
		@Nullable String projectId, String inputPrompt, String imagePrompt, String videoPrompt,
		@Nullable AssetView imageAsset, @Nullable AssetView videoAsset,
		@Schema(example = "openai+fal") @Nullable String provider, int costCents, @Nullable Long processingTime,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long estimatedTimeRemaining, @Nullable String errorMessage,
		Instant createdAt, @Nullable Instant startedAt, @Nullable Instant completedAt) {

}
