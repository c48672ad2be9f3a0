package io.wxomedia.queue;

import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.event.SchedulerListener.SchedulerEventType;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Outage}.
 */
class OutageTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T12:00:00Z"));

	private final Outage outage = new Outage(this.clock, Duration.ofSeconds(15));

	@Test
	void queueThatWorksHadNone() {
		this.outage.onSchedulerEvent(SchedulerEventType.RAN_EXECUTE_DUE);
		this.outage.onSchedulerEvent(SchedulerEventType.DEAD_EXECUTION);
		assertThat(this.outage.isRecent()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNEXPECTED_ERROR", "FAILED_HEARTBEAT" })
	void failureIsRecentForAWhile(SchedulerEventType failure) {
		this.outage.onSchedulerEvent(failure);
		this.clock.advance(Duration.ofSeconds(14));
		assertThat(this.outage.isRecent()).isTrue();
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(this.outage.isRecent()).isFalse();
	}

}
