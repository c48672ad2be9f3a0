package io.wxomedia.video;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for videos, for its documentation: it is never held as a whole.
 *
 * @param prompt what the videos show
 * @param aspectRatio their aspect ratio
 * @param numberOfVideos how many
 * @param durationSeconds how long each
 * @param personGeneration whether they may show people
 * @param inputImageBase64 what they begin with
 */
record VideoRequest(
		@Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "What the video shows, in words",
				example = "a sunset over the ocean, slow camera") String prompt,
		@Nullable @JsonProperty("aspect_ratio") @Schema(description = "16:9 (if left out), 9:16 or 16:10",
				example = "16:9") String aspectRatio,
		@Nullable @JsonProperty("number_of_videos") @Schema(description = "1 (if left out) to 4",
				example = "1") Integer numberOfVideos,
		@Nullable @JsonProperty("duration_seconds") @Schema(description = "5 to 8 (if left out)",
				example = "8") Integer durationSeconds,
		@Nullable @JsonProperty("person_generation") @Schema(
				description = "ALLOW_ALL (if left out) or DENY_ALL: whether it may show people",
				example = "ALLOW_ALL") String personGeneration,
		@Nullable @JsonProperty("input_image_base64") @Schema(
				description = "A PNG, JPEG or WebP in base64 that the video begins with") String inputImageBase64) {

}
