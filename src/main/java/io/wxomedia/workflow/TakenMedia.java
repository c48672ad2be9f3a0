package io.wxomedia.workflow;

import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.job.JobItem;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what a run has from an earlier one that it tries again: nothing is bought for it
 * twice, and either job may be deleted without the other. Until it is copied, the step
 * names it and has not begun. Thread-safe.
 */
class TakenMedia {

	private static final Logger logger = LoggerFactory.getLogger(TakenMedia.class);

	private static final String READING = "reading";

	/**
	 * How often an object is read before what it holds is made anew.
	 */
	private static final int MOST_TRIES = 3;

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final Bucket bucket;

	private final Pauses pauses;

	TakenMedia(PayloadStore payloads, ObjectStorage storage, Bucket bucket, Pauses pauses) {
		this.payloads = payloads;
		this.storage = storage;
		this.bucket = bucket;
		this.pauses = pauses;
	}

	/**
	 * Begin a step with what it has from an earlier run, if it has something.
	 * @param steps the steps of the run
	 * @param step the step
	 * @param facts says what the copy is
	 * @return when to try again, or {@code null} to go on
	 * @throws IOException if it cannot be copied here
	 */
	Outcome.@Nullable Wait use(RunSteps steps, WorkflowStep step, Facts facts) throws IOException {
		JobItem item = steps.of(step);
		if (item.state() != JobItem.State.PENDING || (item.work().payload() == null && item.outputKey() == null)) {
			return null;
		}
		try {
			PayloadId copy = copy(item, steps.bucket(step));
			StepResult what = (copy != null) ? facts.of(copy) : null;
			if (copy != null && what == null) {
				// Somebody may have put something else in its place.
				this.payloads.delete(copy);
			}
			JobItem clean = without(item);
			steps.begin(step, (what != null) ? clean.made(copy, steps.written(what)) : clean);
			return null;
		}
		catch (StorageFailure ex) {
			int tries = item.work().attempt() + 1;
			if (ex.isPassing() && tries < MOST_TRIES) {
				steps.save(item.tried());
				return new Outcome.Wait(steps.now().plus(this.pauses.after(tries)), READING);
			}
			logger.warn("What job {} took over for its step {} cannot be read, and is made again: {}", steps.job().id(),
					step.id(), ex.getMessage());
			steps.begin(step, without(item));
			return null;
		}
	}

	private static JobItem without(JobItem item) {
		return new JobItem(item.number(), item.key(), item.target(), item.state(), null, null, null);
	}

	private @Nullable PayloadId copy(JobItem item, @Nullable String bucketName) throws IOException {
		PayloadId payload = item.work().payload();
		if (payload != null) {
			try (InputStream in = this.payloads.open(payload)) {
				return this.payloads.store(in);
			}
			catch (UnusablePayload ex) {
				logger.warn("What was taken over for step {} is not kept any more, and is made again: {}", item.key(),
						ex.getMessage());
				return null;
			}
		}
		String key = String.valueOf(item.outputKey());
		try (InputStream in = new ReadObject(this.storage.get(this.bucket.holding(bucketName), key), key)) {
			return this.payloads.store(in);
		}
	}

	/**
	 * Says what a payload is.
	 */
	@FunctionalInterface
	interface Facts {

		/**
		 * Describe a payload.
		 * @return what it is, or {@code null} if it is not what it should be
		 */
		@Nullable StepResult of(PayloadId payload) throws IOException;

	}

}
