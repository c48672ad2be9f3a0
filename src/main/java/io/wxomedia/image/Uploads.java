package io.wxomedia.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import io.wxomedia.job.JobRun;
import io.wxomedia.job.RunLost;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts pictures into the output bucket and makes links to them. Thread-safe.
 */
class Uploads {

	private static final Logger logger = LoggerFactory.getLogger(Uploads.class);

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final StorageProperties properties;

	Uploads(PayloadStore payloads, ObjectStorage storage, StorageProperties properties) {
		this.payloads = payloads;
		this.storage = storage;
		this.properties = properties;
	}

	/**
	 * Store a picture.
	 * @param key where in the bucket
	 * @param picture the picture
	 * @param format its format
	 * @throws io.wxomedia.storage.StorageFailure if it cannot be stored
	 * @throws IOException if the picture cannot be read
	 */
	void put(String key, PayloadId picture, PictureFormat format) throws IOException {
		put(key, picture, format.mimeType());
	}

	/**
	 * Store anything.
	 * @param key where in the bucket
	 * @param payload what to store
	 * @param mimeType its media type
	 * @throws io.wxomedia.storage.StorageFailure if it cannot be stored
	 * @throws IOException if the payload cannot be read
	 */
	void put(String key, PayloadId payload, String mimeType) throws IOException {
		this.storage.put(bucket(), key,
				new ObjectStorage.Content(mimeType, this.payloads.length(payload), () -> open(payload)));
	}

	private InputStream open(PayloadId picture) {
		try {
			return this.payloads.open(picture);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make a link that works for as long as {@link #validFor()} says.
	 * @param key where in the bucket
	 * @return the link
	 */
	URI link(String key) {
		return this.storage.link(bucket(), key, validFor());
	}

	Duration validFor() {
		return Duration.ofSeconds(this.properties.presignExpires());
	}

	/**
	 * Return whether there is a bucket; the setting may have gone since a job was
	 * accepted.
	 */
	boolean hasBucket() {
		return this.properties.outputBucket() != null;
	}

	private String bucket() {
		return Objects.requireNonNull(this.properties.outputBucket(), "The output bucket is configured");
	}

	/**
	 * Shows once that the picture of a single job is being stored. Used by one thread.
	 */
	static final class Uploading {

		private final JobRun run;

		private boolean shown;

		Uploading(JobRun run) {
			this.run = run;
		}

		/**
		 * Show it with a result that is written down, in that transaction: one commit
		 * less. A run that is lost learns so before it stores anything, but not while
		 * what was paid for is written down.
		 */
		void showWithResult() {
			this.shown = false;
			if (!ImageKinds.TO_STORAGE.equals(this.run.job().kind())) {
				return;
			}
			try {
				show();
			}
			catch (RunLost ex) {
				logger.debug("A later run of job {} has begun", this.run.job().id(), ex);
			}
		}

		/**
		 * Show it, unless that was done with the result.
		 * @throws RunLost if a later run has begun
		 */
		void show() {
			if (!this.shown) {
				SingleImageHandler.show(this.run, "uploading");
				this.shown = true;
			}
		}

	}

}
