package io.wxomedia.submission;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.wxomedia.job.JobId;
import io.wxomedia.job.NewJob;

/**
 * Accepts jobs. Thread-safe.
 */
public interface Jobs {

	/**
	 * Accept a job. When this returns, the job survives a crash.
	 * @param job the job
	 * @return the job's identifier: a new one, or that of the job which the same request
	 * made before
	 * @throws io.wxomedia.web.Refusal if a check refuses it, if its key was used for
	 * another request, or if the queue is full
	 */
	default Accepted accept(NewJob job) {
		return accept(job, (id) -> {
		});
	}

	/**
	 * Accept a job and write something down with it, or nothing of both.
	 * @param job the job
	 * @param alongside writes it, in the transaction that writes the job
	 * @return the job's identifier, as above
	 */
	Accepted accept(NewJob job, Consumer<JobId> alongside);

	/**
	 * Accept several jobs of one request, or none of them.
	 * @param jobs the jobs, at least one; the first one carries the request's key
	 * @param alongside writes something down with them, in their transaction
	 * @return their identifiers in the same order; if the same request was accepted
	 * before, that of its first job alone
	 * @throws io.wxomedia.web.Refusal as above
	 */
	List<Accepted> acceptAll(List<NewJob> jobs, Consumer<List<JobId>> alongside);

	/**
	 * Look for the job that the same request made before.
	 * @param owner whose job
	 * @param idempotency the key of the request
	 * @return the job, or nothing if the key is a new one
	 * @throws io.wxomedia.web.Refusal if the key was used for another request
	 */
	Optional<Accepted> repeated(String owner, NewJob.Idempotency idempotency);

	/**
	 * A job that is accepted.
	 *
	 * @param id identifies the job
	 * @param repeated whether the same request made it before
	 */
	record Accepted(JobId id, boolean repeated) {

	}

}
