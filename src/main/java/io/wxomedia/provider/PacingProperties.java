package io.wxomedia.provider;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls to paid providers are paced.
 *
 * @param imagesPerMinute how many images may be asked for in any 60 seconds, over all
 * instances; {@code null} for no limit
 * @param outageWaitSeconds how long jobs wait for a provider that is down before they are
 * tried all the same
 */
@ConfigurationProperties("media.pacing")
@Validated
record PacingProperties(@Nullable @Min(1) Integer imagesPerMinute, @Min(0) @DefaultValue("300") int outageWaitSeconds) {

	Duration outageWait() {
		return Duration.ofSeconds(this.outageWaitSeconds);
	}

}
