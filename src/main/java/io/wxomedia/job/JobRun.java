package io.wxomedia.job;

import java.time.Duration;
import java.time.Instant;

/**
 * One run of a job: what a handler may know and change while it works. Every change names
 * the run, so a run that was taken over (frozen past its lease, then awake again) throws
 * {@link RunLost} instead. Thread-safe.
 */
public interface JobRun {

	/**
	 * Return the job.
	 * @return the job as it was when the run began
	 */
	Job job();

	/**
	 * Return the number of this run.
	 * @return 1 for the first one
	 */
	int number();

	/**
	 * Return whether the job was cancelled, so that all that is left is to end it.
	 * @return {@code true} if its verdict is what is asked for
	 */
	boolean isCancelled();

	/**
	 * Return whether a call of a provider may have been begun for the job. A call is
	 * counted in the transaction that writes it into the ledger, so where there is none
	 * the ledger need not be asked.
	 * @return {@code false} if there is none, neither of this run nor of an earlier one
	 */
	default boolean mayHaveCalled() {
		return true;
	}

	/**
	 * Return whether the job tries another one again, and may have something from it.
	 * @return {@code false} if nothing was taken over
	 */
	default boolean mayHaveTaken() {
		return true;
	}

	/**
	 * Return when the first run of the job began.
	 * @return the moment
	 */
	Instant startedAt();

	/**
	 * Return how long the job was worked on so far, waiting not counted.
	 * @return the time, this run included
	 */
	Duration worked();

	/**
	 * Hold the job's row until the caller's transaction ends, so that no later run can
	 * begin in between.
	 * @throws RunLost if one has begun
	 */
	void hold();

	/**
	 * Note that a provider is about to be called, and that the job's phase is now
	 * {@code editing}. Holds the job's row as {@link #hold()} does. Rolled back with the
	 * caller's transaction.
	 * @param model the model that is called
	 * @throws RunLost if a later run has begun
	 */
	void countAttempt(String model);

	/**
	 * Show how far the job is.
	 * @param progress what is done
	 * @throws RunLost if a later run has begun
	 */
	void show(Progress progress);

	/**
	 * Return the items of the job.
	 * @return the items
	 */
	JobItems items();

	/**
	 * How far a job is.
	 *
	 * @param phase what is being done, in one word
	 * @param done items that succeeded
	 * @param failed items that failed
	 * @param total items in all
	 * @param fallbacks items that the local fallback made
	 */
	record Progress(String phase, int done, int failed, int total, int fallbacks) {

	}

}
