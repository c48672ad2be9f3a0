package io.wxomedia.job;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many jobs may wait, and how long they are kept.
 *
 * @param maxQueued jobs that may wait; more are refused
 * @param retention how long a finished job is kept
 * @param maxConcurrent jobs that run at once on this instance
 */
@ConfigurationProperties("media.job")
@Validated
record JobProperties(@Min(1) @DefaultValue("1000") int maxQueued, @DefaultValue("7d") Duration retention,
		@Min(1) @DefaultValue("10") int maxConcurrent) {

}
