package io.wxomedia.workflowapi;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a start takes, for the documentation.
 *
 * @param imagePrompt what the picture shows
 * @param videoPrompt what happens in the video
 * @param imageConfig how the picture is made
 * @param videoConfig how the video is made
 * @param projectId groups runs
 * @param count how many runs
 */
@JsonNaming(LowerCamelCaseStrategy.class)
record StartRequest(
		@Schema(minLength = 10, maxLength = 2000, requiredMode = Schema.RequiredMode.REQUIRED,
				example = "A lighthouse on a cliff at dusk, storm clouds, oil painting") String imagePrompt,
		@Schema(minLength = 10, maxLength = 1000, requiredMode = Schema.RequiredMode.REQUIRED,
				example = "The beam of the lighthouse turns slowly while waves roll in") String videoPrompt,
		@Nullable ImageConfig imageConfig, @Nullable VideoConfig videoConfig,
		@Schema(description = "Groups runs", maxLength = 200, example = "lighthouse") @Nullable String projectId,
		@Schema(description = "How many runs, all or none", minimum = "1", maximum = "4",
				example = "1") @Nullable Integer count) {

	/**
	 * How the picture is made.
	 *
	 * @param style natural or vivid
	 * @param quality standard or hd
	 * @param size width and height
	 */
	record ImageConfig(@Schema(description = "natural or vivid", defaultValue = "vivid") @Nullable String style,
			@Schema(description = "standard or hd", defaultValue = "hd") @Nullable String quality,
			@Schema(description = "1024x1024, 1792x1024 or 1024x1792",
					defaultValue = "1024x1792") @Nullable String size) {

	}

	/**
	 * How the video is made.
	 *
	 * @param duration how long it is
	 * @param resolution how large it is
	 * @param generateAudio whether it has sound
	 */
	@JsonNaming(LowerCamelCaseStrategy.class)
	record VideoConfig(@Schema(allowableValues = "8s", defaultValue = "8s") @Nullable String duration,
			@Schema(description = "720p or 1080p", defaultValue = "1080p") @Nullable String resolution,
			@Schema(defaultValue = "true") @Nullable Boolean generateAudio) {

	}

}
