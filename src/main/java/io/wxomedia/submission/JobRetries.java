package io.wxomedia.submission;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobState;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.Verdict;
import io.wxomedia.payload.PayloadDamaged;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.web.Refusal;
import io.wxomedia.worker.JobHandlers;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Tries jobs again that did not complete, each as a new job with an input of its own. The
 * new job, what it takes over, and the note at the earlier one that it was tried again
 * are written together, so a job is tried again once, however often that is asked for:
 * who wants a further try, tries the new job again. Thread-safe.
 */
public class JobRetries {

	private static final int ALL = Integer.MAX_VALUE;

	private final Jobs jobs;

	private final JobRecords records;

	private final JobLife life;

	private final ItemTable items;

	private final JobHandlers handlers;

	private final Admission admission;

	private final PayloadStore payloads;

	JobRetries(Jobs jobs, JobRecords records, JobLife life, ItemTable items, JobHandlers handlers, Admission admission,
			PayloadStore payloads) {
		this.jobs = jobs;
		this.records = records;
		this.life = life;
		this.items = items;
		this.handlers = handlers;
		this.admission = admission;
		this.payloads = payloads;
	}

	/**
	 * Try a job again. When this returns, the new job survives a crash.
	 * @param id the job
	 * @param callbackUrl where the caller is told, or {@code null} for the address of the
	 * earlier job
	 * @param idempotency recognises the same request, or {@code null}
	 * @return the new job; the same one while it is open, or if the key is that of before
	 * @throws Refusal if the job did not fail, is tried again already, its input is not
	 * kept, or there is no room
	 * @throws IOException if the input cannot be copied
	 */
	public Jobs.Accepted retry(JobId id, @Nullable URI callbackUrl, NewJob.@Nullable Idempotency idempotency)
			throws IOException {
		JobRecord earlier = find(id);
		Job job = earlier.job();
		Optional<Jobs.Accepted> before = (idempotency != null) ? this.jobs.repeated(job.owner(), idempotency)
				: Optional.empty();
		if (before.isEmpty()) {
			requireUnfinishedBusiness(earlier);
			before = again(earlier, callbackUrl);
		}
		if (before.isPresent()) {
			return before.get();
		}
		requireInput(job);
		URI url = (callbackUrl != null) ? callbackUrl : job.callbackUrl();
		try (Admission.Place place = this.admission.admit(length(job.input()), job.owner(),
				(idempotency != null) ? idempotency.key() : null)) {
			PayloadId input = copy(job.input());
			List<JobItem> done = this.items.all(job.id(), ALL);
			int total = this.handlers.kind(job.kind()).hasItems() ? done.size() : 1;
			NewJob again = new NewJob(job.kind(), job.owner(), url, job.filename(), job.request(), input, total,
					idempotency, place.room(length(input)));
			return write(job, done, again, callbackUrl);
		}
	}

	private Jobs.Accepted write(Job earlier, List<JobItem> done, NewJob again, @Nullable URI callbackUrl) {
		boolean used = false;
		try {
			JobHandler handler = this.handlers.of(earlier);
			Jobs.Accepted accepted = this.jobs.accept(again, (id) -> {
				if (!this.life.retry(earlier.id(), id)) {
					throw new TriedAlready();
				}
				this.items.copy(earlier.id(), id);
				handler.takeOver(earlier, done, id);
			});
			used = !accepted.repeated();
			return accepted;
		}
		catch (TriedAlready ex) {
			// Another request was a little faster.
			return again(find(earlier.id()), callbackUrl).orElseThrow(() -> unknown(earlier.id()));
		}
		catch (Refusal ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// Whether the job was written is not known; if not, the sweep takes the
			// input.
			used = true;
			throw ex;
		}
		finally {
			if (!used && again.input() != null) {
				this.payloads.delete(again.input());
			}
		}
	}

	private JobRecord find(JobId id) {
		return this.records.find(id).orElseThrow(() -> unknown(id));
	}

	private static Refusal unknown(JobId id) {
		return Refusal.notFound("There is no job " + id + ".");
	}

	private static void requireUnfinishedBusiness(JobRecord earlier) {
		if (earlier.state() != JobState.FINISHED) {
			throw new Refusal(HttpStatus.CONFLICT, "not_finished",
					"The job is " + earlier.state().word() + "; it can be tried again when it has failed.");
		}
		if (Verdict.COMPLETED.word().equals(earlier.verdict())) {
			throw new Refusal(HttpStatus.CONFLICT, "already_finished",
					"The job completed, so there is nothing to try again.");
		}
	}

	/**
	 * Return the job that tries a job again, if there is one and it is open.
	 * @throws Refusal if that one is finished, or tells another address than the one that
	 * is asked for
	 */
	private Optional<Jobs.Accepted> again(JobRecord earlier, @Nullable URI callbackUrl) {
		JobId id = earlier.retriedAs();
		Optional<JobRecord> again = (id != null) ? this.records.find(id) : Optional.empty();
		if (again.isPresent() && again.get().state() == JobState.FINISHED) {
			throw new Refusal(HttpStatus.CONFLICT, "already_retried",
					"The job was tried again as job " + id + ", which is finished. Ask for that one; if it did not"
							+ " complete either, try it again: POST /jobs/" + id + "/retry.");
		}
		if (again.isPresent() && callbackUrl != null && !callbackUrl.equals(again.get().job().callbackUrl())) {
			throw new Refusal(HttpStatus.CONFLICT, "already_retried",
					"The job is tried again already, as job " + id + ", whose callback goes to another address. Leave"
							+ " the header callbackUrl out, or send that job's callback on when it is finished: POST"
							+ " /jobs/" + id + "/redeliver.");
		}
		return again.map((found) -> new Jobs.Accepted(found.job().id(), true));
	}

	private void requireInput(Job job) {
		if (job.input() == null && this.handlers.kind(job.kind()).hasInput()) {
			throw expired(null);
		}
	}

	private static Refusal expired(@Nullable Throwable cause) {
		return new Refusal(HttpStatus.GONE, "expired",
				"The input of the job is no longer kept (RETENTION), so it cannot be tried again; send it anew.", null,
				cause);
	}

	private long length(@Nullable PayloadId input) throws IOException {
		try {
			return (input != null) ? this.payloads.length(input) : 0;
		}
		catch (PayloadNotFound ex) {
			throw expired(ex);
		}
	}

	private @Nullable PayloadId copy(@Nullable PayloadId input) throws IOException {
		if (input == null) {
			return null;
		}
		try (InputStream in = this.payloads.open(input)) {
			return this.payloads.store(in);
		}
		catch (PayloadNotFound ex) {
			throw expired(ex);
		}
		catch (PayloadDamaged ex) {
			throw new Refusal(HttpStatus.GONE, "input_damaged",
					"The input of the job was damaged on the service's disk after it was stored; send it anew.", null,
					ex);
		}
	}

	/**
	 * Another job tries the same one again; nothing is written.
	 */
	private static final class TriedAlready extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
