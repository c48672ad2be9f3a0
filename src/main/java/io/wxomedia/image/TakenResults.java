package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.SharedPayloads;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadReferences;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a job that tries another one again has from it. What was taken over is copied by
 * the run that needs it and then waits to be stored, like any picture that storage kept
 * waiting: nothing is bought for it, and either job may be deleted without the other.
 */
class TakenResults implements PayloadReferences, SharedPayloads {

	private static final Logger logger = LoggerFactory.getLogger(TakenResults.class);

	/**
	 * The item number of a job that has no items.
	 */
	private static final int WHOLE_JOB = 0;

	private final JdbcClient jdbc;

	private final StorageWaitTable waits;

	private final KeptPictures kept;

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final StorageProperties properties;

	private final TransactionTemplate transactions;

	private final Clock clock;

	TakenResults(JdbcClient jdbc, StorageWaitTable waits, KeptPictures kept, PayloadStore payloads,
			ObjectStorage storage, StorageProperties properties, TransactionTemplate transactions, Clock clock) {
		this.jdbc = jdbc;
		this.waits = waits;
		this.kept = kept;
		this.payloads = payloads;
		this.storage = storage;
		this.properties = properties;
		this.transactions = transactions;
		this.clock = clock;
	}

	/**
	 * Note what a new job has from an earlier one: the pictures in the bucket, and what
	 * was bought and got no further. A picture of the local fallback that is in no bucket
	 * cost nothing, so that image is tried again. Takes part in the caller's transaction.
	 * @param earlier the job that is tried again
	 * @param items its items; empty if it has none
	 * @param again the new job
	 */
	void takeOver(JobId earlier, List<JobItem> items, JobId again) {
		Map<Integer, KeptPictures.Kept> kept = this.kept.of(earlier);
		if (items.isEmpty()) {
			takeKept(earlier, WHOLE_JOB, kept.get(WHOLE_JOB), again);
		}
		for (JobItem item : items) {
			if (item.state() == JobItem.State.COMPLETED && item.outputKey() != null) {
				insert(again, item.number(), new Taken(item.outputKey(), null, item.fallbackReason()));
			}
			else {
				takeKept(earlier, item.number(), kept.get(item.number()), again);
			}
		}
	}

	private void takeKept(JobId earlier, int item, KeptPictures.@Nullable Kept kept, JobId again) {
		if (kept != null && kept.fallback() == null) {
			insert(again, item, new Taken(null, kept.payload(), null));
			return;
		}
		// The earlier one may have taken it over itself and not come to use it.
		find(earlier, item).ifPresent((taken) -> insert(again, item, taken));
	}

	/**
	 * Return whether something was taken over for an image and is not made use of yet.
	 */
	boolean isThere(JobRun run, int item) {
		return find(run, item).isPresent();
	}

	/**
	 * Return whether what was taken over for an image, and is not made use of yet, got no
	 * further in the earlier job than to be bought, so that the owner has not paid for
	 * it.
	 */
	boolean isUnpaid(JobRun run, int item) {
		return find(run, item).filter((taken) -> taken.payload() != null).isPresent();
	}

	/**
	 * Make what was taken over for an image a picture that waits to be stored, if
	 * anything was.
	 * @param run the run
	 * @param item the item of the job
	 * @throws io.wxomedia.storage.StorageFailure if it cannot be read from the bucket
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws IOException if it cannot be copied
	 */
	void use(JobRun run, int item) throws IOException {
		Optional<Taken> found = find(run, item);
		if (found.isEmpty()) {
			return;
		}
		Taken taken = found.get();
		PayloadId copy = copy(run, item, taken);
		Instant now = this.clock.instant();
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			if (copy != null) {
				String reason = taken.fallbackReason();
				this.waits.write(run, item,
						new StorageWait(copy, (reason != null) ? FallbackReason.of(reason) : null, 0, now, now));
			}
			remove(run.job().id(), item);
		});
	}

	private @Nullable PayloadId copy(JobRun run, int item, Taken taken) throws IOException {
		if (taken.payload() != null) {
			try (InputStream picture = this.payloads.open(taken.payload())) {
				return this.payloads.store(picture);
			}
			catch (UnusablePayload ex) {
				logger.warn("What job {} took over for item {} is not kept any more, and is made again: {}",
						run.job().id(), item, ex.getMessage());
				return null;
			}
		}
		String bucket = Objects.requireNonNull(this.properties.outputBucket(), "The output bucket is configured");
		String key = Objects.requireNonNull(taken.objectKey(), "What is taken over is a payload or an object");
		try (InputStream object = new Download(this.storage.get(bucket, key), key)) {
			return picture(this.payloads.store(object), key);
		}
		catch (StorageFailure ex) {
			if (!ex.isPassing()) {
				// Tried again, this image is made anew.
				this.transactions.executeWithoutResult((status) -> {
					run.hold();
					remove(run.job().id(), item);
				});
			}
			throw ex;
		}
	}

	/**
	 * Somebody may have put another object in the picture's place.
	 */
	private PayloadId picture(PayloadId copy, String key) throws IOException {
		try (InputStream picture = this.payloads.open(copy)) {
			PictureInspector.inspect(picture);
			return copy;
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			this.payloads.delete(copy);
			throw new StorageFailure("Object \"" + key + "\" is no picture any more", ex, false);
		}
	}

	private void insert(JobId job, int item, Taken taken) {
		this.jdbc.sql("""
				insert into taken_result (job_id, item, object_key, payload, fallback_reason)
				values (:job, :item, :key, :payload, :reason)
				""")
			.param("job", job.value())
			.param("item", item)
			.param("key", taken.objectKey())
			.param("payload", (taken.payload() != null) ? taken.payload().value() : null)
			.param("reason", taken.fallbackReason())
			.update();
	}

	private Optional<Taken> find(JobRun run, int item) {
		return run.mayHaveTaken() ? find(run.job().id(), item) : Optional.empty();
	}

	private Optional<Taken> find(JobId job, int item) {
		return this.jdbc
			.sql("select object_key, payload, fallback_reason from taken_result where job_id = :job and item = :item")
			.param("job", job.value())
			.param("item", item)
			.query((row, index) -> {
				UUID payload = row.getObject("payload", UUID.class);
				return new Taken(row.getString("object_key"), (payload != null) ? new PayloadId(payload) : null,
						row.getString("fallback_reason"));
			})
			.optional();
	}

	private void remove(JobId job, int item) {
		this.jdbc.sql("delete from taken_result where job_id = :job and item = :item")
			.param("job", job.value())
			.param("item", item)
			.update();
	}

	@Override
	public Set<PayloadId> inUse() {
		return this.jdbc.sql("select payload from taken_result where payload is not null")
			.query(UUID.class)
			.list()
			.stream()
			.map(PayloadId::new)
			.collect(Collectors.toSet());
	}

	/**
	 * What was taken over for one image.
	 *
	 * @param objectKey where it is in the output bucket, or {@code null}
	 * @param payload the payload that was bought, or {@code null}
	 * @param fallbackReason why the local fallback made it, or {@code null}
	 */
	private record Taken(@Nullable String objectKey, @Nullable PayloadId payload, @Nullable String fallbackReason) {

	}

}
