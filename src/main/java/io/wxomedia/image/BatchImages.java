package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.payload.UnusablePayload;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.provider.Next;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edits one image of a batch, from its bucket to its result. Thread-safe.
 */
class BatchImages {

	private static final Logger logger = LoggerFactory.getLogger(BatchImages.class);

	/**
	 * What the provider takes at the most.
	 */
	private static final long LARGEST_IMAGE = 50L * 1024 * 1024;

	private final ImageEdits edits;

	private final Fallback fallback;

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final Uploads uploads;

	private final StorageRetries retries;

	private final Purchases purchases;

	private final TakenResults taken;

	private final ImageCharges charges;

	private final StorageProperties storageProperties;

	private final ImageProperties properties;

	private final Clock clock;

	BatchImages(ImageEdits edits, Fallback fallback, PayloadStore payloads, ObjectStorage storage, Uploads uploads,
			StorageRetries retries, Purchases purchases, TakenResults taken, ImageCharges charges,
			StorageProperties storageProperties, ImageProperties properties, Clock clock) {
		this.edits = edits;
		this.fallback = fallback;
		this.payloads = payloads;
		this.storage = storage;
		this.uploads = uploads;
		this.retries = retries;
		this.purchases = purchases;
		this.taken = taken;
		this.charges = charges;
		this.storageProperties = storageProperties;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * Return whether an image has to wait before its next step, without taking it.
	 * @param run the run
	 * @param item the image
	 * @param spec what is to be done
	 * @return when to go on, or {@code null} if it need not wait
	 */
	@Nullable Later look(JobRun run, JobItem item, EditSpec spec) {
		Optional<StorageWait> waits = this.retries.find(run, item.number());
		if (waits.isPresent() && waits.get().dueAt().isAfter(this.clock.instant())) {
			return later(waits.get());
		}
		if (waits.map(StorageWait::picture).isPresent() || this.taken.isThere(run, item.number())) {
			return null;
		}
		Purchases.Halt halt = this.purchases.look(run, item);
		if (halt != null) {
			return halt.later();
		}
		return (this.edits.next(run, item.number(), spec.asked()) instanceof Next.WaitUntil wait)
				? new Later(wait.at(), wait.phase()) : null;
	}

	private static Later later(StorageWait wait) {
		return new Later(wait.dueAt(), (wait.picture() != null) ? StorageRetries.STORING : Later.READING);
	}

	/**
	 * Do the next step for an image.
	 * @param run the run
	 * @param item the image
	 * @param spec what is to be done
	 * @return when to go on, or {@code null} if the image is done
	 * @throws InterruptedException if the service stops
	 * @throws IOException if a payload cannot be read or stored
	 */
	@Nullable Later edit(JobRun run, JobItem item, EditSpec spec) throws InterruptedException, IOException {
		try {
			if (this.charges.areMade() && this.taken.isUnpaid(run, item.number()) && !this.charges.cover(run, item)) {
				return null;
			}
			this.taken.use(run, item.number());
			Optional<StorageWait> waits = this.retries.find(run, item.number());
			if (waits.isPresent() && waits.get().dueAt().isAfter(this.clock.instant())) {
				return later(waits.get());
			}
			PayloadId unstored = waits.map(StorageWait::picture).orElse(null);
			if (unstored != null) {
				return store(run, item, spec,
						new Picture(unstored, this.edits.format(unstored), waits.get().fallback(), true));
			}
			Purchases.Halt halt = this.purchases.look(run, item);
			return (halt != null) ? halt.stop(run, item)
					: step(run, item, spec, this.edits.next(run, item.number(), spec.asked()));
		}
		catch (StorageFailure ex) {
			mustNotBeAStop();
			Instant again = this.retries.readAgain(run, item.number(), ex);
			if (again != null) {
				return new Later(again, Later.READING);
			}
			run.items().fail(item, String.valueOf(ex.getMessage()));
			return null;
		}
		catch (UnusableImage ex) {
			mustNotBeAStop();
			run.items().fail(item, String.valueOf(ex.getMessage()));
			return null;
		}
		catch (UnusablePayload ex) {
			logger.error("Image {} of job {} cannot go on: {}", item.number(), run.job().id(), ex.getMessage());
			run.items().fail(item, LostPayloads.describe(ex, null));
			return null;
		}
	}

	/**
	 * A transfer that a stop broke off says nothing about the image or the store.
	 */
	private static void mustNotBeAStop() throws InterruptedException {
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedException("Interrupted while an image was transferred");
		}
	}

	private @Nullable Later step(JobRun run, JobItem item, EditSpec spec, Next next)
			throws InterruptedException, IOException, UnusableImage {
		if (next instanceof Next.WaitUntil wait) {
			return new Later(wait.at(), wait.phase());
		}
		if (next instanceof Next.Fail failed) {
			run.items().fail(item, failed.error());
			return null;
		}
		if (next instanceof Next.Use bought) {
			return store(run, item, spec,
					new Picture(bought.result(), this.edits.format(bought.result()), null, false));
		}
		return editObject(run, item, spec, next);
	}

	private @Nullable Later editObject(JobRun run, JobItem item, EditSpec spec, Next first)
			throws InterruptedException, IOException, UnusableImage {
		if (!this.charges.cover(run, item)) {
			return null;
		}
		PayloadId input = download(item.key());
		try {
			EditSpec one = new EditSpec(spec.prompt(), inspect(input), spec.options(), null, null);
			Next next = first;
			while (next instanceof Next.Call call) {
				// Another picture may have been refused while this image was read.
				Purchases.Halt halt = this.purchases.look(run, item);
				if (halt != null) {
					return halt.stop(run, item);
				}
				next = this.edits.call(run, item.number(), call, one, input, this.properties.timeout(), () -> {
				});
			}
			if (next instanceof Next.OutOfMoney limited) {
				next = this.edits.fallBack(run, item.number(), limited, true);
			}
			if (next instanceof Next.OutOfMoney limited) {
				PayloadId picture = this.fallback.make(input, FallbackReason.of(limited.limit()),
						this.properties.timeout());
				return store(run, item, spec,
						new Picture(picture, PictureFormat.PNG, FallbackReason.of(limited.limit()), false));
			}
			return step(run, item, spec, next);
		}
		finally {
			this.payloads.delete(input);
		}
	}

	private PayloadId download(String key) throws IOException {
		try (InputStream object = new Download(this.storage.get(inputBucket(), key), key);
				PayloadWriter copy = this.payloads.create()) {
			byte[] buffer = new byte[64 * 1024];
			int count = object.read(buffer);
			while (count >= 0) {
				copy.write(buffer, 0, count);
				if (copy.length() > LARGEST_IMAGE) {
					throw new StorageFailure("The object is larger than 50 MB, the most that an edit takes", null);
				}
				count = object.read(buffer);
			}
			copy.commit();
			return copy.id();
		}
	}

	private PictureFormat inspect(PayloadId input) throws IOException, UnusableImage {
		try (InputStream in = this.payloads.open(input)) {
			DecodingEffort effort = PictureInspector.effort(in);
			PictureHeader header = effort.header();
			if (header.pixels() > this.properties.maxPixels()) {
				throw new UnusableImage("The image has " + header.width() + " x " + header.height()
						+ " pixels; at most " + this.properties.maxPixels() + " (MAX_IMAGE_PIXELS) are allowed");
			}
			effort.requireBounded();
			return header.format();
		}
		catch (BrokenPicture | UnsupportedPicture ex) {
			throw new UnusableImage(ex);
		}
	}

	private @Nullable Later store(JobRun run, JobItem item, EditSpec spec, Picture picture)
			throws IOException, InterruptedException {
		this.payloads.verify(picture.payload());
		String key = ObjectKeys.batchPrefix(spec.outputPrefix(this.storageProperties.outputPrefix()),
				run.job().id().value()) + ObjectKeys.result(item.target(), picture.format().extension());
		try {
			this.uploads.put(key, picture.payload(), picture.format());
		}
		catch (StorageFailure ex) {
			mustNotBeAStop();
			Instant again = this.retries.again(run, item.number(), picture.payload(), picture.fallback(), ex);
			if (again != null) {
				return new Later(again, StorageRetries.STORING);
			}
			KeptPictures.Kept kept = new KeptPictures.Kept(picture.payload(), picture.fallback());
			run.items()
				.fail(item,
						kept.after(this.retries.givenUp(ex), BatchHandler.resultPath(run.job().id(), item.number())));
			return null;
		}
		FallbackReason fallback = picture.fallback();
		run.items().complete(item, key, (fallback != null) ? fallback.word() : null);
		if (picture.waited()) {
			this.retries.done(run, item.number());
		}
		this.payloads.delete(picture.payload());
		return null;
	}

	private String inputBucket() {
		return Objects.requireNonNull(this.storageProperties.inputBucket(), "The input bucket is configured");
	}

	/**
	 * A picture that goes to the bucket.
	 *
	 * @param payload where it is kept until then
	 * @param format its format
	 * @param fallback why the local fallback made it, or {@code null} if it did not
	 * @param waited whether it could not be stored before
	 */
	private record Picture(PayloadId payload, PictureFormat format, @Nullable FallbackReason fallback, boolean waited) {

	}

}
