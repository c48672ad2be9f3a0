package io.wxomedia.workflow;

import java.util.List;

import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobState;
import io.wxomedia.job.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Where a run of the workflow is, in the words of its interface. It follows from the job
 * and its steps and is kept nowhere else.
 */
public enum WorkflowState {

	/** Accepted, or its words are being judged. */
	QUEUED(5),

	/** The picture is being made. */
	GENERATING_IMAGE(25),

	/** The picture is stored. */
	IMAGE_READY(50),

	/** The video is being made or stored. */
	GENERATING_VIDEO(75),

	/** Picture and video are there. */
	VIDEO_READY(100),

	/** It failed, or was cancelled. */
	FAILED(0);

	private final int progress;

	WorkflowState(int progress) {
		this.progress = progress;
	}

	/**
	 * Return where a run is.
	 * @param job where its job is in its life
	 * @param verdict how it ended, in one word, or {@code null}
	 * @param steps its steps, in order
	 * @return its state
	 */
	public static WorkflowState of(JobState job, @Nullable String verdict, List<JobItem> steps) {
		if (job == JobState.FINISHED || job == JobState.CANCELLING) {
			return Verdict.COMPLETED.word().equals(verdict) ? VIDEO_READY : FAILED;
		}
		if (begun(steps, WorkflowStep.VIDEO_GENERATION)) {
			return GENERATING_VIDEO;
		}
		if (completed(steps, WorkflowStep.IMAGE_UPLOAD)) {
			return IMAGE_READY;
		}
		return completed(steps, WorkflowStep.VALIDATION) ? GENERATING_IMAGE : QUEUED;
	}

	/**
	 * Return how far a run in this state is.
	 * @param steps its steps, in order
	 * @return the progress in percent; while the video is being made it moves on from 75
	 */
	public int progress(List<JobItem> steps) {
		if (this != GENERATING_VIDEO || steps.size() < WorkflowStep.values().length) {
			return this.progress;
		}
		int further = 0;
		for (WorkflowStep step : WorkflowStep.values()) {
			JobItem item = steps.get(step.ordinal());
			if (item.state() == JobItem.State.PROCESSING) {
				further = Math.max(further, item.work().progress());
			}
			else if (item.state() == JobItem.State.COMPLETED
					&& step.ordinal() >= WorkflowStep.VIDEO_GENERATION.ordinal()) {
				further = Math.max(further, 95);
			}
		}
		// A step that begins stands at 50, and none says more than 95 before the end.
		return this.progress + Math.max(0, further - WorkflowStep.VIDEO_GENERATION.begun()) / 2;
	}

	private static boolean begun(List<JobItem> steps, WorkflowStep step) {
		return steps.size() > step.ordinal() && steps.get(step.ordinal()).work().startedAt() != null;
	}

	private static boolean completed(List<JobItem> steps, WorkflowStep step) {
		return steps.size() > step.ordinal() && steps.get(step.ordinal()).state() == JobItem.State.COMPLETED;
	}

}
