package io.wxomedia.queue;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much runs at once, and how long a stop may take.
 *
 * @param maxConcurrentJobs jobs that run at once on this instance
 * @param shutdownGraceSeconds how long running work may go on after SIGTERM, in seconds
 * @param role whether this instance takes requests, runs entries, or both
 */
@ConfigurationProperties("media.queue")
@Validated
record QueueProperties(@Min(1) @Max(1000) @DefaultValue("10") int maxConcurrentJobs,
		@Min(0) @Max(3600) @DefaultValue("25") int shutdownGraceSeconds, @DefaultValue("all") Role role) {

}
