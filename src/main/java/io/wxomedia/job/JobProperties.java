package io.wxomedia.job;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How many jobs may wait, and how long they are kept.
 *
 * @param maxQueued jobs that may wait; more are refused
 * @param maxQueuedBytes what the inputs of those that wait may take together
 * @param retention how long a finished job is kept
 * @param maxConcurrent jobs that run at once on this instance
 */
@ConfigurationProperties("media.job")
@Validated
public record JobProperties(@Min(1) @DefaultValue("1000") int maxQueued, @DefaultValue("2GB") DataSize maxQueuedBytes,
		@DefaultValue("7d") Duration retention, @Min(1) @DefaultValue("10") int maxConcurrent) {

	public JobProperties {
		if (maxQueuedBytes.toBytes() < 1) {
			throw new IllegalArgumentException("must be more than 0");
		}
	}

}
