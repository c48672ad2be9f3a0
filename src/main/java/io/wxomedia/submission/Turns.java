package io.wxomedia.submission;

import java.time.Duration;

import io.wxomedia.job.JobRecords;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.recent.Recent;

/**
 * Whose turn it is: callers come one after the other, the one first who was served least
 * within the last hour or has least waiting. That sum does not change when a job of the
 * caller is begun, and grows by one with each that is accepted; so it is not counted anew
 * for every one of many at once. Thread-safe.
 */
class Turns {

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private static final int MOST_CALLERS = 1000;

	private final JobRecords jobs;

	private final ProviderFigures figures;

	private final Recent<String, Integer> turns = new Recent<>(MOST_CALLERS, MOMENT);

	Turns(JobRecords jobs, ProviderFigures figures) {
		this.jobs = jobs;
		this.figures = figures;
	}

	/**
	 * Return the next turn of a caller.
	 * @param owner the caller
	 * @param count how many jobs are accepted
	 * @return the turn of the first of them
	 */
	int next(String owner, int count) {
		return this.turns.update(owner, (turn) -> turn + count).orElseGet(() -> {
			int turn = this.figures.served(owner) + this.jobs.countQueued(owner);
			this.turns.put(owner, turn + count);
			return turn;
		});
	}

}
