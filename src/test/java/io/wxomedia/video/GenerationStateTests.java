package io.wxomedia.video;

import java.util.List;

import io.wxomedia.video.GenerationState.Effect;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the rule by which a generation goes on, whatever is told of it in whatever
 * order.
 */
class GenerationStateTests {

	@Property(tries = 500)
	void nothingMovesBackwardsAndAnEndStays(@ForAll List<VideoEvent> events) {
		GenerationState state = GenerationState.START;
		for (VideoEvent event : events) {
			GenerationState next = state.after(event);
			if (state.status().isFinal()) {
				assertThat(next).isEqualTo(state);
			}
			else if (!next.status().isFinal()) {
				assertThat(next.progress()).isGreaterThanOrEqualTo(state.progress());
			}
			assertThat(next).isIn(state, event.state());
			// The same once more changes nothing.
			assertThat(next.after(event)).isEqualTo(next);
			state = next;
		}
		VideoEvent end = events.stream().filter((event) -> event.state().status().isFinal()).findFirst().orElse(null);
		if (end != null) {
			assertThat(state).isEqualTo(end.state());
		}
		else {
			assertThat(state.progress())
				.isEqualTo(events.stream().mapToInt((event) -> event.state().progress()).max().orElse(0));
		}
	}

	@ParameterizedTest
	@CsvSource({ "PENDING, PENDING, APPLIED", "PENDING, DOWNLOADING, APPLIED", "PENDING, COMPLETED, APPLIED",
			"PENDING, FAILED, APPLIED", "DOWNLOADING, GENERATING, STALE", "PROCESSING, PENDING, STALE",
			"GENERATING, GENERATING, APPLIED", "DOWNLOADING, FAILED, APPLIED", "COMPLETED, PROCESSING, DUPLICATE",
			"COMPLETED, COMPLETED, DUPLICATE", "COMPLETED, FAILED, CONFLICT", "FAILED, COMPLETED, CONFLICT",
			"FAILED, FAILED, DUPLICATE", "FAILED, PENDING, DUPLICATE" })
	void effectOfAnEvent(VideoEvent before, VideoEvent event, Effect effect) {
		assertThat(before.state().effect(event)).isEqualTo(effect);
	}

}
