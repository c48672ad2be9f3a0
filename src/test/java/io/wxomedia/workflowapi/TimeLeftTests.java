package io.wxomedia.workflowapi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.wxomedia.job.JobItem;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimeLeft}.
 */
class TimeLeftTests {

	private static final Instant BEGUN = Instant.parse("2026-11-28T02:00:00Z");

	private static final Map<String, Duration> USUAL = Map.of("picture", Duration.ofSeconds(10), "video",
			Duration.ofSeconds(60));

	private static final JobItem PICTURE = step(1, "picture");

	private static final JobItem VIDEO = step(2, "video");

	private static JobItem step(int number, String name) {
		return new JobItem(number, "key-" + number, name, JobItem.State.PENDING, null, null, null);
	}

	@Test
	void stepsThatAreNotDoneAreAddedUp() {
		assertThat(TimeLeft.of(List.of(PICTURE, VIDEO), USUAL, BEGUN)).contains(Duration.ofSeconds(70));
		assertThat(TimeLeft.of(List.of(PICTURE.processing(BEGUN, 20), VIDEO), USUAL, BEGUN.plusSeconds(4)))
			.contains(Duration.ofSeconds(66));
		assertThat(TimeLeft.of(List.of(PICTURE.completed(BEGUN, null), VIDEO.processing(BEGUN, 50)), USUAL,
				BEGUN.plusSeconds(59)))
			.contains(Duration.ofSeconds(1));
	}

	@Test
	void nothingIsSaidWhereNothingIsKnown() {
		assertThat(TimeLeft.of(List.of(PICTURE, VIDEO), Map.of(), BEGUN)).isEmpty();
		assertThat(TimeLeft.of(List.of(PICTURE, step(2, "video of another model")), USUAL, BEGUN)).isEmpty();
	}

	@Test
	void nothingIsSaidOfAStepThatTakesLongerThanUsual() {
		assertThat(TimeLeft.of(List.of(PICTURE.processing(BEGUN, 20), VIDEO), USUAL, BEGUN.plusSeconds(10))).isEmpty();
		assertThat(TimeLeft.of(List.of(PICTURE.completed(BEGUN, null), VIDEO.completed(BEGUN, null)), USUAL, BEGUN))
			.isEmpty();
	}

}
