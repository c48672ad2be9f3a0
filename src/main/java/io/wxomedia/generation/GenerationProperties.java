package io.wxomedia.generation;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long videos may take, and how large they may be.
 *
 * @param videoTimeoutSeconds how long a video is waited for from its submission on
 * @param videoMaxBytes how large a video may be
 */
@ConfigurationProperties("media.generation")
@Validated
record GenerationProperties(@Min(1) @Max(86_400) @DefaultValue("900") int videoTimeoutSeconds,
		@DefaultValue("500MB") DataSize videoMaxBytes) {

	Duration videoTimeout() {
		return Duration.ofSeconds(this.videoTimeoutSeconds);
	}

}
