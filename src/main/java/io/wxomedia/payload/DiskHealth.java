package io.wxomedia.payload;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether what was accepted can be finished: {@code DOWN} when a result would not fit on
 * the disk, or something did not fit within the last minute; {@code DEGRADED} when new
 * images are refused so that this does not come about.
 */
class DiskHealth implements HealthIndicator {

	private static final Status DEGRADED = new Status("DEGRADED");

	private final DiskSpace space;

	DiskHealth(DiskSpace space) {
		this.space = space;
	}

	@Override
	public Health health() {
		if (!this.space.isLimited()) {
			return Health.up().withDetail("payloads", "in the database").build();
		}
		return Health.status(status())
			.withDetail("free_bytes", this.space.free())
			.withDetail("min_free_bytes", this.space.minFree())
			.withDetail("expected_result_bytes", this.space.expectedResult())
			.build();
	}

	private Status status() {
		if (!this.space.hasRoomForResult() || this.space.refusedLately()) {
			return Status.DOWN;
		}
		return (this.space.forInputs() > 0) ? Status.UP : DEGRADED;
	}

}
