package io.wxomedia.history;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Programme}.
 */
class ProgrammeTests {

	@Test
	void sameSeedIsTheSameProgramme() {
		assertThat(Programme.of(7, 200, false)).isEqualTo(Programme.of(7, 200, false))
			.isNotEqualTo(Programme.of(8, 200, false));
	}

	@Test
	void programmesHaveEveryKindOfStepAndWorld() {
		Set<Class<?>> kinds = new HashSet<>();
		Set<Settings> worlds = new HashSet<>();
		for (long seed = 0; seed < 50; seed++) {
			Programme programme = Programme.of(seed, 200, false);
			programme.steps().forEach((step) -> kinds.add(step.getClass()));
			worlds.add(programme.settings());
		}
		assertThat(kinds).containsExactlyInAnyOrder(Step.class.getPermittedSubclasses());
		assertThat(worlds).extracting(Settings::instances).contains(1, 2, 3);
		assertThat(worlds).extracting(Settings::shared).contains(true, false);
		assertThat(worlds).extracting(Settings::afterCrash).contains("once", "never");
		assertThat(worlds).extracting(Settings::backend).contains(true, false);
	}

	@Test
	void briefProgrammeWaitsForNoLeaseButOne() {
		for (long seed = 0; seed < 50; seed++) {
			Programme programme = Programme.of(seed, 70, true);
			assertThat(programme.steps())
				.noneMatch((step) -> step instanceof Step.Freeze || step instanceof Step.RestartDatabase);
			assertThat(programme.steps()).filteredOn((step) -> step instanceof Step.Kill).hasSizeLessThan(2);
		}
	}

}
