package io.wxomedia.job;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One of the things a job does, such as an image of a batch.
 *
 * @param number its place in the job, from 1
 * @param key what it is made from
 * @param target what its result is called, decided before the work starts
 * @param state where it is in its life
 * @param outputKey where its result is, or {@code null}
 * @param error why it failed, or {@code null}
 * @param fallbackReason why the local fallback made its result, in one word, or
 * {@code null} if it did not
 */
public record JobItem(int number, String key, String target, State state, @Nullable String outputKey,
		@Nullable String error, @Nullable String fallbackReason) {

	/**
	 * Where an item is in its life.
	 */
	public enum State {

		/**
		 * Not done yet.
		 */
		PENDING,

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

	}

}
