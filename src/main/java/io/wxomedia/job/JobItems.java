package io.wxomedia.job;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The items of one job. Changes hold the job's row as {@link JobRun#hold()} does.
 * Thread-safe.
 */
public interface JobItems {

	/**
	 * Decide what the job consists of, in one transaction.
	 * @param items the items, in order
	 * @throws RunLost if a later run has begun
	 */
	void add(List<NewItem> items);

	/**
	 * Return items that are not done yet.
	 * @param afterNumber only items with a higher number
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	List<JobItem> pending(int afterNumber, int limit);

	/**
	 * Return items, whatever became of them.
	 * @param afterNumber only items with a higher number
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	List<JobItem> all(int afterNumber, int limit);

	/**
	 * Note the result of an item.
	 * @param item the item
	 * @param outputKey where its result is
	 * @param fallbackReason why the local fallback made it, in one word, or {@code null}
	 * if it did not
	 * @throws RunLost if a later run has begun
	 */
	void complete(JobItem item, String outputKey, @Nullable String fallbackReason);

	/**
	 * Note that an item has no result.
	 * @param item the item
	 * @param error why
	 * @throws RunLost if a later run has begun
	 */
	void fail(JobItem item, String error);

	/**
	 * Write a step as it is now, unless it is settled.
	 * @param step the step
	 * @throws RunLost if a later run has begun
	 */
	void save(JobItem step);

	/**
	 * Fail every item that is not done yet.
	 * @param error why
	 * @throws RunLost if a later run has begun
	 */
	void failPending(String error);

	/**
	 * Count the items.
	 * @return the counts
	 */
	Counts counts();

	/**
	 * Return the items that have something to tell: those that failed or fell back.
	 * @param limit how many at the most
	 * @return the items, in order
	 */
	List<JobItem> remarkable(int limit);

	/**
	 * Return why the local fallback made results.
	 * @return how many it made, by the reason
	 */
	Map<String, Integer> fallbackReasons();

	/**
	 * An item to be added.
	 *
	 * @param key what it is made from
	 * @param target what its result is called
	 */
	record NewItem(String key, String target) {

	}

	/**
	 * How many items there are.
	 *
	 * @param total in all
	 * @param completed with a result
	 * @param failed without one
	 * @param fallbacks with a result that the local fallback made
	 */
	record Counts(int total, int completed, int failed, int fallbacks) {

		/**
		 * Return whether nothing is left to do.
		 * @return {@code true} if every item is completed or failed
		 */
		public boolean settled() {
			return this.completed + this.failed == this.total;
		}

	}

}
