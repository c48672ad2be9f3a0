package io.wxomedia.workflow;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.storage.StorageFailure;

/**
 * {@link StepWork} that puts what the step before made into the output bucket. A store
 * that is away is waited for without a thread; what it does not take for good stays here
 * as long as the job.
 */
class Upload implements StepWork {

	/**
	 * Where pictures are in the bucket.
	 */
	static final String PICTURES = "images";

	/**
	 * Where videos are in the bucket.
	 */
	static final String VIDEOS = "videos";

	/**
	 * The phase of a job that waits for the store.
	 */
	static final String STORING = "storing";

	private final WorkflowStep made;

	private final WorkflowStep step;

	private final String folder;

	private final PayloadStore payloads;

	private final Bucket bucket;

	private final Patience patience;

	/**
	 * Create the work.
	 * @param made the step that made what is stored
	 * @param step the step that this is
	 * @param folder where in the bucket
	 */
	Upload(WorkflowStep made, WorkflowStep step, String folder, PayloadStore payloads, Bucket bucket,
			Patience patience) {
		this.made = made;
		this.step = step;
		this.folder = folder;
		this.payloads = payloads;
		this.bucket = bucket;
		this.patience = patience;
	}

	@Override
	public Outcome work(RunSteps steps) throws IOException, InterruptedException {
		PayloadId payload = Objects.requireNonNull(steps.of(this.made).work().payload());
		StepResult what = Objects.requireNonNull(steps.result(this.made));
		String type = Objects.requireNonNull(what.contentType());
		String key = this.folder + "/" + steps.job().id() + "." + Media.extension(type);
		steps.begin(this.step);
		this.payloads.verify(payload);
		try {
			this.bucket.put(key, payload, type);
		}
		catch (StorageFailure ex) {
			if (Thread.currentThread().isInterrupted()) {
				// An upload that a stop broke off says nothing about the store.
				throw new InterruptedException("Interrupted while something was stored");
			}
			return later(steps, ex);
		}
		steps.save(steps.of(this.step).made(null, steps.written(what.storedIn(this.bucket.name()))));
		return steps.complete(this.step, key);
	}

	private Outcome later(RunSteps steps, StorageFailure failure) {
		JobItem item = steps.of(this.step);
		Instant now = steps.now();
		Instant end = Objects.requireNonNull(item.work().startedAt()).plus(this.patience.atMost());
		String message = String.valueOf(failure.getMessage());
		if (!failure.isPassing() || !now.isBefore(end)) {
			return new Outcome.Failed(failure.isPassing() ? message + ". It was tried for "
					+ this.patience.atMost().toSeconds() + " s (STORAGE_RETRY_SECONDS)" : message);
		}
		steps.save(item.tried());
		// The last try is at the end of the time, not before it.
		Instant next = now.plus(this.patience.pauses().after(item.work().attempt()));
		return new Outcome.Wait(next.isBefore(end) ? next : end, STORING);
	}

	/**
	 * How long a store is waited for.
	 *
	 * @param atMost for how long in all
	 * @param pauses how long between two tries
	 */
	record Patience(Duration atMost, Pauses pauses) {

	}

}
