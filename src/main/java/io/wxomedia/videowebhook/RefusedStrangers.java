package io.wxomedia.videowebhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Decides which requests without the secret are written down: so many an hour on this
 * instance. Thread-safe.
 */
class RefusedStrangers {

	private static final int MOST = 60;

	private static final Duration WINDOW = Duration.ofHours(1);

	private final Clock clock;

	private Instant since = Instant.EPOCH;

	private int noted;

	RefusedStrangers(Clock clock) {
		this.clock = clock;
	}

	synchronized boolean isWorthNoting() {
		Instant now = this.clock.instant();
		if (!now.isBefore(this.since.plus(WINDOW))) {
			this.since = now;
			this.noted = 0;
		}
		if (this.noted == MOST) {
			return false;
		}
		this.noted++;
		return true;
	}

}
