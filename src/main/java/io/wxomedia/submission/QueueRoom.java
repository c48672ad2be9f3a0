package io.wxomedia.submission;

import java.time.Duration;
import java.util.function.Predicate;

import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobSpace;
import org.jspecify.annotations.Nullable;

/**
 * What the jobs that are not finished take. Counting them reads an index entry of each,
 * so while there is plenty of room a count of the last moment will do, with what was
 * accepted here since. What other instances accept at that moment is seen a moment later.
 * Thread-safe.
 */
class QueueRoom {

	private static final Duration MOMENT = Duration.ofMillis(250);

	private final JobRecords jobs;

	private @Nullable JobSpace counted;

	private long countedAt;

	QueueRoom(JobRecords jobs) {
		this.jobs = jobs;
	}

	/**
	 * Return what they take.
	 * @param plenty says whether what was counted a moment ago is far from any bound
	 * @return what was counted a moment ago if it is, otherwise what it is now
	 */
	JobSpace space(Predicate<JobSpace> plenty) {
		synchronized (this) {
			JobSpace known = this.counted;
			if (known != null && System.nanoTime() - this.countedAt < MOMENT.toNanos() && plenty.test(known)) {
				return known;
			}
		}
		long now = System.nanoTime();
		JobSpace exact = this.jobs.space();
		synchronized (this) {
			this.counted = exact;
			this.countedAt = now;
		}
		return exact;
	}

	/**
	 * Count what is accepted. Should it not be written after all, it counts for a moment.
	 * @param accepted what it takes
	 */
	synchronized void add(JobSpace accepted) {
		JobSpace known = this.counted;
		if (known != null) {
			this.counted = new JobSpace(known.queued() + accepted.queued(), known.running(),
					known.waiting() + accepted.waiting(), known.results() + accepted.results());
		}
	}

}
