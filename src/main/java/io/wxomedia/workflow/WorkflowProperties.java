package io.wxomedia.workflow;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a run of the workflow may take for its parts.
 *
 * @param timeoutSeconds how long the picture may be worked on
 * @param storageRetrySeconds how long something waits for the bucket
 */
@ConfigurationProperties("media.workflow")
record WorkflowProperties(@DefaultValue("900") int timeoutSeconds, @DefaultValue("3600") int storageRetrySeconds) {

	Duration timeout() {
		return Duration.ofSeconds(this.timeoutSeconds);
	}

	Duration storageRetry() {
		return Duration.ofSeconds(this.storageRetrySeconds);
	}

}
