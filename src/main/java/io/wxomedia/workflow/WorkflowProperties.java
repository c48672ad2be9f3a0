package io.wxomedia.workflow;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a run of the workflow may take for its parts.
 *
 * @param timeoutSeconds how long the picture may be worked on
 * @param storageRetrySeconds how long something waits for the bucket
 * @param runTimeoutSeconds how long a run may take in all, waiting included
 */
@ConfigurationProperties("media.workflow")
@Validated
record WorkflowProperties(@DefaultValue("900") int timeoutSeconds, @DefaultValue("3600") int storageRetrySeconds,
		@Min(1) @DefaultValue("7200") int runTimeoutSeconds) {

	Duration timeout() {
		return Duration.ofSeconds(this.timeoutSeconds);
	}

	Duration storageRetry() {
		return Duration.ofSeconds(this.storageRetrySeconds);
	}

	Duration runTimeout() {
		return Duration.ofSeconds(this.runTimeoutSeconds);
	}

}
