package io.wxomedia.job;

import java.time.Duration;
import java.time.Instant;

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
 * @param retention how long a finished job is kept, and the input of one that did not
 * complete
 * @param inputRetention how long the input of a completed job is kept, at most as long as
 * the job; with zero it is removed at once
 * @param maxConcurrent jobs that run at once on this instance
 */
@ConfigurationProperties("media.job")
@Validated
public record JobProperties(@Min(1) @DefaultValue("1000") int maxQueued, @DefaultValue("2GB") DataSize maxQueuedBytes,
		@DefaultValue("7d") Duration retention, @DefaultValue("0s") Duration inputRetention,
		@Min(1) @DefaultValue("10") int maxConcurrent) {

	public JobProperties {
		if (maxQueuedBytes.toBytes() < 1) {
			throw new IllegalArgumentException("must be more than 0");
		}
		if (inputRetention.isNegative()) {
			throw new IllegalArgumentException("must not be negative");
		}
	}

	/**
	 * Return how long a job that has its verdict now is kept.
	 * @param completed whether it completed
	 * @param now the time
	 * @return until when it and its input are kept
	 */
	public JobLife.Kept kept(boolean completed, Instant now) {
		Instant until = now.plus(this.retention);
		Duration input = completed ? this.inputRetention : this.retention;
		if (input.isZero()) {
			return new JobLife.Kept(until, null);
		}
		return new JobLife.Kept(until, (input.compareTo(this.retention) < 0) ? now.plus(input) : until);
	}

}
