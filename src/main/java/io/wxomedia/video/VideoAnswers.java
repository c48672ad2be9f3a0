package io.wxomedia.video;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What callers see of generations.
 */
final class VideoAnswers {

	private static final String STATUS = "pending, processing, completed or failed";

	private VideoAnswers() {
	}

	/**
	 * The answer to a request that is accepted.
	 *
	 * @param jobId identifies the generation and its job
	 * @param status where it is
	 * @param message that in words
	 * @param createdAt when it was accepted
	 */
	@Schema(name = "AcceptedVideo")
	@JsonNaming(SnakeCaseStrategy.class)
	record Accepted(UUID jobId, @Schema(example = "pending") String status,
			@Schema(example = "Waiting to be processed") String message, Instant createdAt) {

	}

	/**
	 * How far a generation is.
	 *
	 * @param jobId identifies it
	 * @param status where it is
	 * @param progress how far, in percent
	 * @param message that in words
	 * @param error why it failed
	 * @param createdAt when it was accepted
	 * @param updatedAt when it changed last
	 * @param completedAt when it ended
	 */
	@Schema(name = "VideoStatus")
	@JsonNaming(SnakeCaseStrategy.class)
	record Status(UUID jobId, @Schema(description = STATUS, example = "processing") String status,
			@Schema(example = "50") int progress, @Schema(example = "The video is being generated") String message,
			@JsonInclude(Include.NON_NULL) @Nullable String error, Instant createdAt, Instant updatedAt,
			@JsonInclude(Include.NON_NULL) @Nullable Instant completedAt) {

	}

	/**
	 * What came of a generation.
	 *
	 * @param jobId identifies it
	 * @param status completed
	 * @param message that in words
	 * @param videos the videos
	 * @param generationMetadata how they were made, in the maker's words
	 * @param generatedAt when
	 * @param success always {@code true}
	 * @param numVideos how many there are
	 * @param prompt what they show
	 */
	@Schema(name = "VideoResult")
	@JsonNaming(SnakeCaseStrategy.class)
	record Result(UUID jobId, @Schema(example = "completed") String status,
			@Schema(example = "The video is ready") String message, List<Video> videos,
			@JsonInclude(Include.NON_NULL) @Schema(type = "object") @Nullable Object generationMetadata,
			@Nullable Instant generatedAt, boolean success, int numVideos, String prompt) {

	}

	/**
	 * A video.
	 *
	 * @param id identifies it
	 * @param filename its file name
	 * @param s3Key where it lies in the bucket
	 * @param filePath the path that its maker gave
	 * @param fileUrl opens it for an hour
	 * @param fileSize its length in bytes
	 * @param format its format
	 * @param durationSeconds how long it is
	 * @param aspectRatio its aspect ratio
	 * @param dimensions its size in pixels
	 * @param createdAt when it was made
	 * @param remoteUri the model owner's name of it
	 * @param posterUrl opens the picture that stands for it until it plays, for an hour
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Video(UUID id, @Schema(example = "sunset-ocean.mp4") String filename,
			// The usual rule would make it "s3key".
			@JsonProperty("s3_key") @Schema(example = "videos/sunset-ocean.mp4") String s3Key,
			@Schema(example = "/videos/sunset-ocean.mp4") String filePath, @Nullable URI fileUrl,
			@Nullable Long fileSize, @Schema(example = "mp4") String format,
			@Schema(example = "8") @Nullable BigDecimal durationSeconds,
			@Schema(example = "16:9") @Nullable String aspectRatio, Dimensions dimensions, Instant createdAt,
			@JsonInclude(Include.NON_NULL) @Nullable String remoteUri,
			@JsonInclude(Include.NON_NULL) @Nullable URI posterUrl) {

	}

	/**
	 * A video as the gallery shows the first of each generation.
	 *
	 * @param id identifies it
	 * @param fileUrl opens it for an hour
	 * @param filePath the path that its maker gave
	 * @param fileSize its length in bytes
	 * @param durationSeconds how long it is
	 * @param dimensions its size in pixels
	 * @param createdAt when it was made
	 */
	@Schema(name = "VideoGalleryFile")
	@JsonNaming(SnakeCaseStrategy.class)
	record GalleryFile(UUID id, @Nullable URI fileUrl, String filePath, @Nullable Long fileSize,
			@Nullable BigDecimal durationSeconds, Dimensions dimensions, Instant createdAt) {

	}

	/**
	 * The size of a video in pixels.
	 *
	 * @param width its width
	 * @param height its height
	 */
	@Schema(name = "VideoDimensions")
	record Dimensions(@Schema(example = "1920") @Nullable Integer width,
			@Schema(example = "1080") @Nullable Integer height) {

	}

	/**
	 * A page of the gallery.
	 *
	 * @param success always {@code true}
	 * @param videos the generations that are completed, newest first
	 * @param count how many are on this page
	 * @param page which page, from 1
	 * @param limit how many a page has at the most
	 * @param total how many there are
	 */
	@Schema(name = "VideoGallery")
	record Gallery(boolean success, List<GalleryEntry> videos, int count, int page, int limit, long total) {

	}

	/**
	 * A generation of the gallery.
	 *
	 * @param id identifies it
	 * @param prompt what it shows
	 * @param duration how long its videos were to be, in seconds
	 * @param status completed
	 * @param createdAt when it was accepted
	 * @param completedAt when it was completed
	 * @param videoFile its first video
	 * @param files all its videos
	 */
	@Schema(name = "VideoGalleryEntry")
	@JsonNaming(SnakeCaseStrategy.class)
	record GalleryEntry(UUID id, String prompt, int duration, @Schema(example = "completed") String status,
			Instant createdAt, @Nullable Instant completedAt,
			@JsonInclude(Include.NON_NULL) @Nullable GalleryFile videoFile, List<Video> files) {

	}

	/**
	 * Why a request is refused.
	 *
	 * @param error that in few words
	 * @param message how to mend it
	 * @param jobId the generation that was asked for
	 * @param status where the generation is
	 * @param progress how far it is, in percent
	 * @param creditsAvailable how many credits there are
	 * @param creditsRequired how many credits the request costs
	 */
	@JsonInclude(Include.NON_NULL)
	record VideoError(@Schema(example = "Invalid request") String error, @Nullable String message,
			@Nullable String code, @JsonProperty("job_id") @Nullable String jobId, @Nullable String status,
			@Nullable Integer progress, @JsonProperty("creditsAvailable") @Nullable Integer creditsAvailable,
			@JsonProperty("creditsRequired") @Nullable Integer creditsRequired) {

		static VideoError of(String error, @Nullable String message) {
			return new VideoError(error, message, null, null, null, null, null, null);
		}

		/**
		 * Say that there is no such generation, or that it is somebody else's.
		 */
		static VideoError unknown(String id) {
			return new VideoError("VideoGeneration not found", null, null, id, null, null, null, null);
		}

	}

}
