package io.wxomedia.workflowapi;

import java.net.URI;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The picture or the video of a run.
 *
 * @param id identifies it
 * @param filename its file name
 * @param publicUrl a signed link that works for a while
 * @param thumbnailUrl a signed link to the picture
 * @param width the width in pixels
 * @param height the height in pixels
 * @param fileSize the length in bytes
 * @param duration how long a video is, in seconds
 * @param frameRate frames a second of a video
 */
@JsonNaming(LowerCamelCaseStrategy.class)
record AssetView(@Schema(example = "images/62f8917c-49fb-40e8-86ea-f63f30a58aeb.png") String id, String filename,
		@Nullable URI publicUrl, @Nullable URI thumbnailUrl, @Nullable Integer width, @Nullable Integer height,
		@Nullable Long fileSize, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double duration,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double frameRate) {

	/**
	 * Show something that is stored.
	 * @param key where it is in the bucket, or {@code null}
	 * @param result what its step tells of it, or {@code null}
	 * @param link opens it
	 * @param thumbnail opens the picture
	 * @return what is shown, or {@code null} if it is not stored
	 */
	static @Nullable AssetView of(@Nullable String key, @Nullable JsonNode result, @Nullable URI link,
			@Nullable URI thumbnail) {
		if (key == null) {
			return null;
		}
		Number length = number(result, "fileSize");
		return new AssetView(key, key.substring(key.lastIndexOf('/') + 1), link, thumbnail, integer(result, "width"),
				integer(result, "height"), (length != null) ? Long.valueOf(length.longValue()) : null,
				decimal(result, "duration"), decimal(result, "frameRate"));
	}

	private static @Nullable Number number(@Nullable JsonNode result, String name) {
		return (result != null && result.path(name).isNumber()) ? result.path(name).numberValue() : null;
	}

	private static @Nullable Integer integer(@Nullable JsonNode result, String name) {
		Number number = number(result, name);
		return (number != null) ? Integer.valueOf(number.intValue()) : null;
	}

	private static @Nullable Double decimal(@Nullable JsonNode result, String name) {
		Number number = number(result, name);
		return (number != null) ? Double.valueOf(number.doubleValue()) : null;
	}

}
