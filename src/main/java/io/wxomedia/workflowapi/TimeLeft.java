package io.wxomedia.workflowapi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.job.JobItem;

/**
 * How long a run will probably take, by what the same steps took lately.
 */
final class TimeLeft {

	private TimeLeft() {
	}

	/**
	 * Add up what is left of the steps that are not settled.
	 * @param steps the steps of the run
	 * @param usual what steps took lately, by what people call them
	 * @param now the moment
	 * @return what is left; nothing where a step is one that nobody knows, or where it
	 * took as long as usual and is not done
	 */
	static Optional<Duration> of(List<JobItem> steps, Map<String, Duration> usual, Instant now) {
		Duration left = Duration.ZERO;
		for (JobItem step : steps.stream().filter((one) -> !one.state().isSettled()).toList()) {
			Duration takes = usual.get(step.target());
			if (takes == null) {
				return Optional.empty();
			}
			Instant began = step.work().startedAt();
			Duration still = (began != null) ? takes.minus(Duration.between(began, now)) : takes;
			if (began != null && still.compareTo(Duration.ZERO) <= 0) {
				return Optional.empty();
			}
			left = left.plus(still);
		}
		return left.isZero() ? Optional.empty() : Optional.of(left);
	}

}
