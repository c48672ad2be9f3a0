package io.wxomedia.submission;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.job.JobRecords;
import io.wxomedia.job.ProviderFigures;

/**
 * Whose turn it is: callers come one after the other, the one first who was served least
 * within the last hour or has least waiting. That sum does not change when a job of the
 * caller is begun, and grows by one with each that is accepted; so it is not counted anew
 * for every one of many at once. Thread-safe.
 */
class Turns {

	/**
	 * For so long what was served counts.
	 */
	private static final Duration LATELY = Duration.ofHours(1);

	private static final Duration MOMENT = Duration.ofSeconds(1);

	private static final int MOST_CALLERS = 1000;

	private final JobRecords jobs;

	private final ProviderFigures figures;

	private final Clock clock;

	private final Map<String, Counted> callers = new LinkedHashMap<>();

	Turns(JobRecords jobs, ProviderFigures figures, Clock clock) {
		this.jobs = jobs;
		this.figures = figures;
		this.clock = clock;
	}

	/**
	 * Return the next turn of a caller.
	 * @param owner the caller
	 * @param count how many jobs are accepted
	 * @return the turn of the first of them
	 */
	int next(String owner, int count) {
		synchronized (this) {
			Counted known = this.callers.get(owner);
			if (known != null && System.nanoTime() - known.at() < MOMENT.toNanos()) {
				this.callers.put(owner, new Counted(known.turn() + count, known.at()));
				return known.turn();
			}
		}
		long now = System.nanoTime();
		int turn = this.figures.served(owner, this.clock.instant().minus(LATELY)) + this.jobs.countQueued(owner);
		synchronized (this) {
			this.callers.remove(owner);
			this.callers.put(owner, new Counted(turn + count, now));
			if (this.callers.size() > MOST_CALLERS) {
				this.callers.remove(this.callers.keySet().iterator().next());
			}
		}
		return turn;
	}

	/**
	 * What was counted of a caller.
	 *
	 * @param turn the next turn
	 * @param at when it was counted, in nanoseconds of no meaning
	 */
	private record Counted(int turn, long at) {

	}

}
