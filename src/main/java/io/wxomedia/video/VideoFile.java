package io.wxomedia.video;

import java.math.BigDecimal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A file with a video, as its maker tells of it.
 *
 * @param filename its name
 * @param s3Key where it lies in the output bucket, without a slash at its beginning
 * @param fileUrl an address that the maker gave; kept, and never followed nor shown
 * @param filePath the path that the maker gave, or {@code null}
 * @param fileSize its length in bytes, or {@code null} if that is not told
 * @param format its format in one word
 * @param durationSeconds how long the video is, or {@code null} if that is not told
 * @param aspectRatio the aspect ratio, or {@code null} if that is not told
 * @param width in pixels, or {@code null} if that is not told
 * @param height in pixels, or {@code null} if that is not told
 * @param remoteUri the model owner's name of it, or {@code null}
 * @param createdAt when it was made, or {@code null} if that is not told
 * @param posterKey where the picture lies in the same bucket that stands for the video
 * until it plays, or {@code null} if there is none
 */
public record VideoFile(String filename, String s3Key, @Nullable String fileUrl, @Nullable String filePath,
		@Nullable Long fileSize, String format, @Nullable BigDecimal durationSeconds, @Nullable String aspectRatio,
		@Nullable Integer width, @Nullable Integer height, @Nullable String remoteUri, @Nullable Instant createdAt,
		@Nullable String posterKey) {

}
