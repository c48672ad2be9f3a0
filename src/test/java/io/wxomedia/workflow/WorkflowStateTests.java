package io.wxomedia.workflow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkflowState}.
 */
class WorkflowStateTests {

	private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");

	@Test
	void stateAndProgressFollowFromTheSteps() {
		List<JobItem> steps = steps();
		assertRun(steps, WorkflowState.QUEUED, 5);
		begin(steps, WorkflowStep.VALIDATION);
		assertRun(steps, WorkflowState.QUEUED, 5);
		complete(steps, WorkflowStep.VALIDATION);
		assertRun(steps, WorkflowState.GENERATING_IMAGE, 25);
		begin(steps, WorkflowStep.IMAGE_GENERATION);
		complete(steps, WorkflowStep.IMAGE_GENERATION);
		assertRun(steps, WorkflowState.GENERATING_IMAGE, 25);
		complete(steps, WorkflowStep.IMAGE_UPLOAD);
		assertRun(steps, WorkflowState.IMAGE_READY, 50);
		begin(steps, WorkflowStep.VIDEO_GENERATION);
		assertRun(steps, WorkflowState.GENERATING_VIDEO, 75);
	}

	@Test
	void progressMovesOnWhileTheVideoIsMadeAndStaysBelowTheEnd() {
		List<JobItem> steps = steps();
		List.of(WorkflowStep.VALIDATION, WorkflowStep.IMAGE_GENERATION, WorkflowStep.IMAGE_UPLOAD)
			.forEach((step) -> complete(steps, step));
		List<Integer> seen = new ArrayList<>();
		begin(steps, WorkflowStep.VIDEO_GENERATION);
		for (int progress = 50; progress <= 90; progress += 2) {
			steps.set(3, steps.get(3).processing(NOW, progress));
			seen.add(WorkflowState.GENERATING_VIDEO.progress(steps));
		}
		complete(steps, WorkflowStep.VIDEO_GENERATION);
		seen.add(WorkflowState.GENERATING_VIDEO.progress(steps));
		begin(steps, WorkflowStep.VIDEO_UPLOAD);
		seen.add(WorkflowState.GENERATING_VIDEO.progress(steps));
		complete(steps, WorkflowStep.VIDEO_UPLOAD);
		begin(steps, WorkflowStep.FINALIZATION);
		seen.add(WorkflowState.GENERATING_VIDEO.progress(steps));
		assertThat(seen).isSorted().startsWith(75).allSatisfy((progress) -> assertThat(progress).isBetween(75, 99));
		assertThat(seen.get(20)).isGreaterThan(seen.get(0));
	}

	@Test
	void endIsTheVerdictWhateverTheStepsAre() {
		List<JobItem> steps = steps();
		assertThat(WorkflowState.of(JobState.FINISHED, "completed", steps)).isEqualTo(WorkflowState.VIDEO_READY);
		assertThat(WorkflowState.VIDEO_READY.progress(steps)).isEqualTo(100);
		assertThat(WorkflowState.of(JobState.FINISHED, "failed", steps)).isEqualTo(WorkflowState.FAILED);
		assertThat(WorkflowState.of(JobState.CANCELLING, null, steps)).isEqualTo(WorkflowState.FAILED);
		assertThat(WorkflowState.FAILED.progress(steps)).isZero();
	}

	private static void assertRun(List<JobItem> steps, WorkflowState state, int progress) {
		assertThat(WorkflowState.of(JobState.QUEUED, null, steps)).isEqualTo(state);
		assertThat(WorkflowState.of(JobState.RUNNING, null, steps)).isEqualTo(state);
		assertThat(state.progress(steps)).isEqualTo(progress);
	}

	private static List<JobItem> steps() {
		List<JobItem> steps = new ArrayList<>();
		for (WorkflowStep step : WorkflowStep.values()) {
			steps.add(new JobItem(step.number(), step.id(), "name", JobItem.State.PENDING, null, null, null));
		}
		return steps;
	}

	private static void begin(List<JobItem> steps, WorkflowStep step) {
		steps.set(step.ordinal(), steps.get(step.ordinal()).processing(NOW, step.begun()));
	}

	private static void complete(List<JobItem> steps, WorkflowStep step) {
		steps.set(step.ordinal(), steps.get(step.ordinal()).completed(NOW, null));
	}

}
