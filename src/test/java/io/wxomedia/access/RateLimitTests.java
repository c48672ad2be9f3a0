package io.wxomedia.access;

import java.time.Duration;
import java.time.Instant;

import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RateLimit}.
 */
class RateLimitTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 60, 999 })
	void allTurnsOfAMinuteMayBeTakenAtOnce(int perMinute) {
		RateLimit limit = new RateLimit(perMinute, 10, this.clock);
		assertThat(taken(limit, "a", perMinute + 5)).isEqualTo(perMinute);
	}

	@Test
	void nextTurnComesWithItsShareOfTheMinute() {
		RateLimit limit = new RateLimit(6, 10, this.clock);
		taken(limit, "a", 6);
		assertThat(limit.take("a")).isEqualTo(Duration.ofSeconds(10));
		this.clock.advance(Duration.ofMillis(9_999));
		assertThat(limit.take("a")).isEqualTo(Duration.ofMillis(1));
		this.clock.advance(Duration.ofMillis(1));
		assertThat(limit.take("a")).isZero();
		assertThat(limit.take("a")).isEqualTo(Duration.ofSeconds(10));
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(taken(limit, "a", 20)).isEqualTo(6);
	}

	@Test
	void askingInVainCostsNothing() {
		RateLimit limit = new RateLimit(1, 10, this.clock);
		limit.take("a");
		for (int i = 0; i < 100; i++) {
			assertThat(limit.take("a")).isEqualTo(Duration.ofMinutes(1));
		}
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(limit.take("a")).isZero();
	}

	@Test
	void nobodyTakesTheTurnsOfAnother() {
		RateLimit limit = new RateLimit(2, 10, this.clock);
		assertThat(taken(limit, "a", 5)).isEqualTo(2);
		assertThat(taken(limit, "b", 5)).isEqualTo(2);
	}

	@Test
	void keysThatHaveAllTheirTurnsAreForgottenFirst() {
		RateLimit limit = new RateLimit(2, 3, this.clock);
		limit.take("rested");
		this.clock.advance(Duration.ofSeconds(45));
		taken(limit, "busy", 2);
		limit.take("c");
		limit.take("d");
		assertThat(limit.keys()).isEqualTo(3);
		assertThat(limit.take("busy")).isPositive();
	}

	@Test
	void noMoreKeysAreRememberedThanTheBound() {
		RateLimit limit = new RateLimit(1, 100, this.clock);
		for (int i = 0; i < 10_000; i++) {
			limit.take("key " + i);
		}
		assertThat(limit.keys()).isEqualTo(100);
		assertThat(limit.take("key 9999")).isPositive();
		assertThat(limit.take("key 0")).isZero();
	}

	@Test
	void clockThatIsSetBackKeepsNobodyOutForLongerThanAMinute() {
		RateLimit limit = new RateLimit(1, 10, this.clock);
		limit.take("a");
		this.clock.advance(Duration.ofDays(-1));
		assertThat(limit.take("a")).isEqualTo(Duration.ofMinutes(1));
	}

	private static int taken(RateLimit limit, String key, int tries) {
		int taken = 0;
		for (int i = 0; i < tries; i++) {
			if (limit.take(key).isZero()) {
				taken++;
			}
		}
		return taken;
	}

}
