package io.wxomedia.session;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Rehearsal}.
 */
class RehearsalTests {

	@Test
	void thirtySeatsAtFiveImagesAMinuteTakeSixMinutes() {
		Rehearsal.Outcome outcome = new Rehearsal(30, 1, 5, 10, 1000, Duration.ofSeconds(20)).outcome();
		assertThat(outcome.images()).isEqualTo(30);
		assertThat(outcome.refused()).isZero();
		// Five at once, and five more after each of five minutes.
		assertThat(outcome.lastFinishedAfter()).isEqualTo(Duration.ofMillis(5 * 60_250 + 20_000));
		assertThat(outcome.medianWait()).isEqualTo(Duration.ofMillis(2 * 60_250));
	}

	@Test
	void fewPlacesTakeLongerThanTheProvider() {
		Rehearsal.Outcome outcome = new Rehearsal(10, 1, 100, 2, 1000, Duration.ofSeconds(30)).outcome();
		assertThat(outcome.lastFinishedAfter()).isEqualTo(Duration.ofSeconds(150));
		assertThat(outcome.medianWait()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void whatTheQueueDoesNotTakeIsRefused() {
		Rehearsal.Outcome outcome = new Rehearsal(30, 10, 5, 10, 100, Duration.ofSeconds(30)).outcome();
		assertThat(outcome.images()).isEqualTo(105);
		assertThat(outcome.refused()).isEqualTo(195);
	}

}
