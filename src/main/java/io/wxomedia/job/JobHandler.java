package io.wxomedia.job;

import java.net.URI;
import java.util.Map;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of some kinds of job. A run may follow one that crashed, so a handler
 * first looks at what was already done. Implementations are thread-safe.
 */
public interface JobHandler {

	/**
	 * Return whether jobs of a kind are this handler's.
	 * @param kind the kind
	 * @return {@code true} if they are
	 */
	boolean handles(String kind);

	/**
	 * Return whether jobs of this handler only lead work that has threads of its own,
	 * such as the images of a batch. Those have places of their own.
	 * @return {@code true} if a run hardly works itself
	 */
	default boolean onlyLeads() {
		return false;
	}

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

}
