package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.event.SchedulerListener;

/**
 * Remembers when the queue last could not work, as a rule because the database was away.
 * Thread-safe.
 */
class Outage extends AbstractSchedulerListener {

	private final Clock clock;

	private final Duration recently;

	private volatile Instant last = Instant.MIN;

	Outage(Clock clock, Duration recently) {
		this.clock = clock;
		this.recently = recently;
	}

	@Override
	public void onSchedulerEvent(SchedulerListener.SchedulerEventType type) {
		if (type == SchedulerListener.SchedulerEventType.UNEXPECTED_ERROR
				|| type == SchedulerListener.SchedulerEventType.FAILED_HEARTBEAT) {
			this.last = this.clock.instant();
		}
	}

	boolean isRecent() {
		return this.last.isAfter(this.clock.instant().minus(this.recently));
	}

}
