package io.wxomedia.monitoring;

import java.time.Duration;
import java.time.Instant;

import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentTraffic}.
 */
class RecentTrafficTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T08:00:00Z"));

	private final RecentTraffic traffic = new RecentTraffic(this.clock);

	@Test
	void withoutTrafficNothingIsWrong() {
		assertHealth(Status.UP, 0, 0);
	}

	@Test
	void aCallOrTwoThatFailSayLittle() {
		fail(2);
		assertHealth(Status.UP, 2, 2);
	}

	@Test
	void neighbourThatMostlyFailsIsDegraded() {
		fail(3);
		assertHealth(RecentTraffic.DEGRADED, 3, 3);
		answer(3);
		assertHealth(Status.UP, 6, 3);
		fail(1);
		assertHealth(RecentTraffic.DEGRADED, 7, 4);
	}

	@Test
	void whatIsFiveMinutesOldNoLongerCounts() {
		fail(3);
		this.clock.advance(Duration.ofMinutes(5));
		assertHealth(RecentTraffic.DEGRADED, 3, 3);
		this.clock.advance(Duration.ofMillis(1));
		assertHealth(Status.UP, 0, 0);
	}

	@Test
	void onlyTheLastTwentyCount() {
		fail(100);
		assertHealth(RecentTraffic.DEGRADED, 20, 20);
		answer(10);
		assertHealth(Status.UP, 20, 10);
	}

	private void fail(int calls) {
		for (int i = 0; i < calls; i++) {
			this.traffic.failed();
		}
	}

	private void answer(int calls) {
		for (int i = 0; i < calls; i++) {
			this.traffic.answered();
		}
	}

	private void assertHealth(Status status, int calls, long failed) {
		assertThat(this.traffic.health().getStatus()).isEqualTo(status);
		assertThat(this.traffic.health().getDetails()).containsEntry("calls", calls).containsEntry("failed", failed);
	}

}
