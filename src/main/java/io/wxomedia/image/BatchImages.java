package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;

import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.DecodingEffort;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureHeader;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;
import org.jspecify.annotations.Nullable;

/**
 * Edits one image of a batch, from its bucket to its result. Thread-safe.
 */
class BatchImages {

	/**
	 * What the provider takes at the most.
	 */
	private static final long LARGEST_IMAGE = 50L * 1024 * 1024;

	private final ImageEdits edits;

	private final Fallback fallback;

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final StorageProperties storageProperties;

	private final ImageProperties properties;

	BatchImages(ImageEdits edits, Fallback fallback, PayloadStore payloads, ObjectStorage storage,
			StorageProperties storageProperties, ImageProperties properties) {
		this.edits = edits;
		this.fallback = fallback;
		this.payloads = payloads;
		this.storage = storage;
		this.storageProperties = storageProperties;
		this.properties = properties;
	}

	/**
	 * Do the next step for an image.
	 * @param run the run
	 * @param item the image
	 * @param prompt the instruction
	 * @return when to go on, or {@code null} if the image is done
	 * @throws InterruptedException if the service stops
	 * @throws IOException if a payload cannot be read or stored
	 */
	@Nullable Instant edit(JobRun run, JobItem item, String prompt) throws InterruptedException, IOException {
		try {
			return step(run, item, prompt, this.edits.next(run, item.number()));
		}
		catch (StorageFailure | UnusableImage ex) {
			if (Thread.currentThread().isInterrupted()) {
				// A transfer that a stop broke off says nothing about the image.
				throw new InterruptedException("Interrupted while an image was transferred");
			}
			run.items().fail(item, String.valueOf(ex.getMessage()));
			return null;
		}
	}

	boolean fellBackAtBillingLimit(JobRun run, JobItem item) {
		return this.edits.billingLimitWasReached(run.job().id(), item.number());
	}

	private @Nullable Instant step(JobRun run, JobItem item, String prompt, EditHistory.Next next)
			throws InterruptedException, IOException, UnusableImage {
		if (next instanceof EditHistory.Next.WaitUntil wait) {
			return wait.at();
		}
		if (next instanceof EditHistory.Next.Fail failed) {
			run.items().fail(item, failed.error());
			return null;
		}
		if (next instanceof EditHistory.Next.Use bought) {
			store(run, item, bought.result(), this.properties.format(), false);
			return null;
		}
		return editObject(run, item, prompt, next);
	}

	private @Nullable Instant editObject(JobRun run, JobItem item, String prompt, EditHistory.Next first)
			throws InterruptedException, IOException, UnusableImage {
		PayloadId input = download(item.key());
		try {
			PictureFormat format = inspect(input);
			EditHistory.Next next = first;
			while (next instanceof EditHistory.Next.Call) {
				next = this.edits.call(run, item.number(), prompt, input, format, this.properties.timeout());
			}
			if (next instanceof EditHistory.Next.FallBack) {
				store(run, item, this.fallback.make(input, this.properties.timeout()), PictureFormat.PNG, true);
				return null;
			}
			return step(run, item, prompt, next);
		}
		finally {
			this.payloads.delete(input);
		}
	}

	private PayloadId download(String key) throws IOException {
		try (InputStream object = this.storage.get(inputBucket(), key); PayloadWriter copy = this.payloads.create()) {
			byte[] buffer = new byte[64 * 1024];
			int count = read(object, buffer, key);
			while (count >= 0) {
				copy.write(buffer, 0, count);
				if (copy.length() > LARGEST_IMAGE) {
					throw new StorageFailure("The object is larger than 50 MB, the most that an edit takes", null);
				}
				count = read(object, buffer, key);
			}
			copy.commit();
			return copy.id();
		}
	}

	/**
	 * A download that breaks is this image's failure, and no other's.
	 */
	private static int read(InputStream object, byte[] buffer, String key) {
		try {
			return object.read(buffer);
		}
		catch (IOException ex) {
			throw new StorageFailure("Cannot read object \"" + key + "\": the connection broke", ex);
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

	private void store(JobRun run, JobItem item, PayloadId picture, PictureFormat format, boolean fallback)
			throws IOException {
		String key = ObjectKeys.batchPrefix(this.storageProperties.outputPrefix(), run.job().id().value())
				+ ObjectKeys.result(item.target(), format.extension());
		this.storage.put(outputBucket(), key,
				new ObjectStorage.Content(format.mimeType(), this.payloads.length(picture), () -> open(picture)));
		run.items().complete(item, key, fallback);
		this.payloads.delete(picture);
	}

	private InputStream open(PayloadId picture) {
		try {
			return this.payloads.open(picture);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String inputBucket() {
		return Objects.requireNonNull(this.storageProperties.inputBucket(), "The input bucket is configured");
	}

	private String outputBucket() {
		return Objects.requireNonNull(this.storageProperties.outputBucket(), "The output bucket is configured");
	}

}
