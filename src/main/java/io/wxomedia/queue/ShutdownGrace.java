package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The one grace period that everything stopping shares, counted from the moment the stop
 * began. Thread-safe.
 */
class ShutdownGrace {

	private final Duration grace;

	private final Clock clock;

	private final AtomicReference<@Nullable Instant> end = new AtomicReference<>();

	ShutdownGrace(Duration grace, Clock clock) {
		this.grace = grace;
		this.clock = clock;
	}

	void begin() {
		this.end.compareAndSet(null, this.clock.instant().plus(this.grace));
	}

	Duration left() {
		Instant end = this.end.get();
		if (end == null) {
			return this.grace;
		}
		Duration left = Duration.between(this.clock.instant(), end);
		return left.isNegative() ? Duration.ZERO : left;
	}

}
