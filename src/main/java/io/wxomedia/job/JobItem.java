package io.wxomedia.job;

import java.time.Instant;
import java.util.Locale;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * One of the things a job does: an image of a batch, or a step of a workflow.
 *
 * @param number its place in the job, from 1
 * @param key what it is made from, or what a step is called in programs
 * @param target what its result is called, or what a step is called by people; decided
 * before the work starts
 * @param state where it is in its life
 * @param outputKey where its result is, or {@code null}
 * @param error why it failed, or {@code null}
 * @param fallbackReason why the local fallback made its result, in one word, or
 * {@code null} if it did not
 * @param work how far a step is; an image is done or not
 */
public record JobItem(int number, String key, String target, State state, @Nullable String outputKey,
		@Nullable String error, @Nullable String fallbackReason, Work work) {

	/**
	 * Create an item of which nothing is known but what became of it.
	 */
	public JobItem(int number, String key, String target, State state, @Nullable String outputKey,
			@Nullable String error, @Nullable String fallbackReason) {
		this(number, key, target, state, outputKey, error, fallbackReason, new Work(0, 0, null, null, null, null));
	}

	/**
	 * Return this step as one that is worked on.
	 * @param now the moment, for a step that begins
	 * @param percent how far it is
	 * @return the step
	 */
	public JobItem processing(Instant now, int percent) {
		Instant started = (this.work.startedAt() != null) ? this.work.startedAt() : now;
		return with(State.PROCESSING, this.outputKey, null, new Work(Math.max(percent, this.work.progress()),
				this.work.attempt(), started, null, this.work.result(), this.work.payload()));
	}

	/**
	 * Return this step with one more attempt counted.
	 * @return the step
	 */
	public JobItem tried() {
		return with(this.state, this.outputKey, this.error, new Work(this.work.progress(), this.work.attempt() + 1,
				this.work.startedAt(), this.work.finishedAt(), this.work.result(), this.work.payload()));
	}

	/**
	 * Return this step with what it made, before that is used any further.
	 * @param payload where its bytes are
	 * @param result what it made, in the handler's own words (JSON), or {@code null}
	 * @return the step
	 */
	public JobItem made(@Nullable PayloadId payload, @Nullable String result) {
		return with(this.state, this.outputKey, this.error, new Work(this.work.progress(), this.work.attempt(),
				this.work.startedAt(), this.work.finishedAt(), result, payload));
	}

	/**
	 * Return this step as one that is done.
	 * @param now the moment
	 * @param key where its result is, or {@code null}
	 * @return the step
	 */
	public JobItem completed(Instant now, @Nullable String key) {
		Instant started = (this.work.startedAt() != null) ? this.work.startedAt() : now;
		return with(State.COMPLETED, key, null,
				new Work(100, this.work.attempt(), started, now, this.work.result(), this.work.payload()));
	}

	/**
	 * Return this step as one that has no result.
	 * @param now the moment
	 * @param why why it failed
	 * @return the step
	 */
	public JobItem failed(Instant now, String why) {
		return with(State.FAILED, this.outputKey, why, new Work(this.work.progress(), this.work.attempt(),
				this.work.startedAt(), now, this.work.result(), this.work.payload()));
	}

	private JobItem with(State next, @Nullable String nextKey, @Nullable String why, Work changed) {
		return new JobItem(this.number, this.key, this.target, next, nextKey, why, this.fallbackReason, changed);
	}

	/**
	 * Where an item is in its life.
	 */
	public enum State {

		/**
		 * Not done yet; a step has not begun.
		 */
		PENDING,

		/**
		 * A step is worked on, or waits in the middle.
		 */
		PROCESSING,

		/**
		 * Its result is stored.
		 */
		COMPLETED,

		/**
		 * It has no result.
		 */
		FAILED;

		/**
		 * Return the word that the job resource uses.
		 * @return the name in lower case
		 */
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		/**
		 * Return whether it never changes again.
		 * @return {@code true} if it is completed or failed
		 */
		public boolean isSettled() {
			return this == COMPLETED || this == FAILED;
		}

	}

	/**
	 * How far a step is.
	 *
	 * @param progress in percent
	 * @param attempt how often it was tried
	 * @param startedAt when it began, or {@code null}
	 * @param finishedAt when it was settled, or {@code null}
	 * @param result what it made, in the handler's own words (JSON), or {@code null}
	 * @param payload what it made and is kept for it, or for a step that has not begun
	 * what it takes over from another job and has to copy; {@code null} if there is
	 * nothing
	 */
	public record Work(int progress, int attempt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
			@Nullable String result, @Nullable PayloadId payload) {

	}

}
