package io.wxomedia.job;

import java.net.URI;
import java.util.List;
import java.util.Map;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of some kinds of job. A run may follow one that crashed, so a handler
 * first looks at what was already done. Implementations are thread-safe.
 */
public interface JobHandler {

	/**
	 * Return the kinds of job that are this handler's.
	 * @return the kinds
	 */
	List<JobKind> kinds();

	/**
	 * Run a job.
	 * @param run the run
	 * @return what it came to
	 * @throws InterruptedException if the service stops; the job is handed back
	 * @throws Exception if anything went wrong that the handler does not know; the job
	 * fails
	 */
	JobStep run(JobRun run) throws Exception;

	/**
	 * Say what a caller is told of a job that failed outside the handler, with what was
	 * done until then.
	 * @param run the last run
	 * @param error why it failed
	 * @return the verdict
	 */
	JobStep.Finish fail(JobRun run, String error);

	/**
	 * Return the result of a finished job.
	 * @param job the job
	 * @return where its bytes are
	 */
	Result result(Job job);

	/**
	 * Return the result of an item of a job.
	 * @param job the job
	 * @param item the item, which is completed or failed
	 * @return where its bytes are
	 */
	default Result result(Job job, JobItem item) {
		return new Result.None("The job has no results of its items.");
	}

	/**
	 * Return what is kept of a job because it could not be stored. It lives as long as
	 * the job.
	 * @param job the job
	 * @return the payloads by the number of the item, 0 for the job itself; some may be
	 * gone
	 */
	default Map<Integer, PayloadId> kept(JobId job) {
		return Map.of();
	}

	/**
	 * Make a link that opens the result of one image of a job, for a while and without
	 * credentials.
	 * @param item the item, which is completed
	 * @return the link, or {@code null} if its result cannot be linked to
	 */
	default @Nullable URI link(JobItem item) {
		return null;
	}

	/**
	 * Return where a job may have objects in the output bucket.
	 * @param job the job, in whatever state
	 * @return what their keys begin with; each holds the job's identifier, so that nobody
	 * else's object is meant
	 */
	default List<String> objectPrefixes(Job job) {
		return List.of();
	}

	/**
	 * Return what the input of a job is.
	 * @param job the job, which has an input
	 * @return what of the payload its owner is shown
	 */
	default Input input(Job job) {
		return new Input("application/octet-stream", 0, null);
	}

	/**
	 * Note what a job that tries another one again takes over from it, so that nothing is
	 * paid for twice. Takes part in the transaction that makes the new job; its items are
	 * there and not done yet.
	 * @param earlier the job that failed, was cancelled, or is done in part
	 * @param items its items, in order
	 * @param again the new job
	 */
	default void takeOver(Job earlier, List<JobItem> items, JobId again) {
	}

	/**
	 * Say again what a caller is told of a completed job, with links that work now.
	 * @param job the job
	 * @return the same fields as at first, or an empty body if nothing in it expires
	 */
	CallbackMessage renew(Job job);

	/**
	 * Where the bytes of a result are.
	 */
	sealed interface Result {

		/**
		 * They are kept by the service.
		 *
		 * @param payload the payload
		 * @param mimeType the media type
		 */
		record Kept(PayloadId payload, String mimeType) implements Result {

		}

		/**
		 * They are elsewhere.
		 *
		 * @param link a link that works now
		 */
		record Elsewhere(URI link) implements Result {

		}

		/**
		 * There is no result, or no single one.
		 *
		 * @param reason why, and where the results are
		 */
		record None(String reason) implements Result {

		}

	}

	/**
	 * What the input of a job is.
	 *
	 * @param mimeType its media type
	 * @param offset where it begins in the payload
	 * @param length how many bytes it has, {@code null} for all that follow
	 */
	record Input(String mimeType, long offset, @Nullable Long length) {

	}

}
