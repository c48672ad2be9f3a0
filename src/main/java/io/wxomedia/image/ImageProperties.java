package io.wxomedia.image;

import java.time.Duration;
import java.util.Locale;

import io.wxomedia.picture.PictureFormat;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How images are worked on.
 *
 * @param maxPixels how many pixels an image may have
 * @param fallbackSingle whether single images fall back to the local picture
 * @param maxParallelBatchImages images of batches that are worked on at once on this
 * instance
 * @param timeoutSeconds how long one image may be worked on, in seconds, waiting not
 * counted
 * @param batchTimeoutSeconds how long a batch may run, in seconds
 * @param outputFormat the format of results: png, jpeg or webp
 * @param storageRetrySeconds how long object storage that is away is waited for, in
 * seconds from its first failure on
 * @param maxBatchImages how many objects a batch may have
 */
@ConfigurationProperties("media.image")
@Validated
record ImageProperties(@Min(1) @DefaultValue("50000000") long maxPixels, @DefaultValue("true") boolean fallbackSingle,
		@Min(1) @DefaultValue("10") int maxParallelBatchImages, @Min(1) @DefaultValue("900") int timeoutSeconds,
		@Min(1) @DefaultValue("21600") int batchTimeoutSeconds, @DefaultValue("png") String outputFormat,
		@Min(0) @DefaultValue("3600") int storageRetrySeconds, @Min(1) @DefaultValue("5000") int maxBatchImages) {

	PictureFormat format() {
		String name = this.outputFormat.toUpperCase(Locale.ROOT);
		return PictureFormat.valueOf("JPG".equals(name) ? "JPEG" : name);
	}

	Duration timeout() {
		return Duration.ofSeconds(this.timeoutSeconds);
	}

	Duration storageRetry() {
		return Duration.ofSeconds(this.storageRetrySeconds);
	}

	Duration batchTimeout() {
		return Duration.ofSeconds(this.batchTimeoutSeconds);
	}

}
