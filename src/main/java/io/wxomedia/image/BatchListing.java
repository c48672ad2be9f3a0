package io.wxomedia.image;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

import io.wxomedia.job.JobItems;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.storage.StorageProperties;

/**
 * Decides what a batch consists of: the objects of the input bucket, in key order, and
 * what their results are called. Thread-safe.
 */
class BatchListing {

	/**
	 * S3 lists keys in the order of their UTF-8 bytes, which is that of their code
	 * points.
	 */
	private static final Comparator<String> KEY_ORDER = (a, b) -> {
		int position = 0;
		while (position < a.length() && position < b.length()) {
			int left = a.codePointAt(position);
			int right = b.codePointAt(position);
			if (left != right) {
				return Integer.compare(left, right);
			}
			position += Character.charCount(left);
		}
		return Integer.compare(a.length(), b.length());
	};

	private final ObjectStorage storage;

	private final StorageProperties storageProperties;

	private final ImageProperties properties;

	private final Clock clock;

	BatchListing(ObjectStorage storage, StorageProperties storageProperties, ImageProperties properties, Clock clock) {
		this.storage = storage;
		this.storageProperties = storageProperties;
		this.properties = properties;
		this.clock = clock;
	}

	/**
	 * List the images.
	 * @param spec what the batch is to work on
	 * @param deadline when the batch must be done
	 * @return the images, in key order
	 * @throws Refused if there are too many, or the deadline comes before the end
	 * @throws io.wxomedia.storage.StorageFailure if the bucket cannot be listed
	 */
	List<JobItems.NewItem> list(EditSpec spec, Instant deadline) {
		NavigableSet<String> first = new TreeSet<>(KEY_ORDER);
		String bucket = inputBucket();
		String prefix = spec.inputPrefix(this.storageProperties.inputPrefix());
		this.storage.list(bucket, prefix, (key) -> {
			if (!this.clock.instant().isBefore(deadline)) {
				throw tooLate();
			}
			// Where the results of one batch are the input of another, its manifest is
			// none.
			if (ObjectKeys.isManifest(key) || isEarlierResult(bucket, key, spec)) {
				return;
			}
			first.add(key);
			if (first.size() > spec.mostImages()) {
				first.pollLast();
			}
			if (first.size() > this.properties.maxBatchImages()) {
				throw tooMany(bucket, prefix);
			}
		});
		List<String> keys = List.copyOf(first);
		List<String> stems = ObjectKeys.distinctStems(keys);
		List<JobItems.NewItem> items = new ArrayList<>(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			items.add(new JobItems.NewItem(keys.get(i), stems.get(i)));
		}
		return items;
	}

	/**
	 * With one bucket for both, a batch must not edit what earlier jobs made.
	 */
	private boolean isEarlierResult(String bucket, String key, EditSpec spec) {
		String configured = this.storageProperties.outputPrefix();
		return bucket.equals(this.storageProperties.outputBucket()) && (isBelow(configured, key)
				|| isBelow(spec.outputPrefix(configured), key) || ObjectKeys.isResult(key));
	}

	private static boolean isBelow(String prefix, String key) {
		return !prefix.isEmpty() && key.startsWith(prefix + "/");
	}

	private Refused tooMany(String bucket, String prefix) {
		return new Refused("The bucket \"" + bucket + "\" has more than " + this.properties.maxBatchImages()
				+ " objects" + (prefix.isEmpty() ? "" : " below \"" + prefix + "\"")
				+ ", the most that a batch may have (MAX_BATCH_IMAGES). Nothing was edited: choose a narrower"
				+ " COS_INPUT_PREFIX, send input_prefix or max_images, or raise MAX_BATCH_IMAGES");
	}

	/**
	 * Make what is thrown when the deadline comes before the end of the listing.
	 */
	Refused tooLate() {
		return new Refused("The bucket \"" + inputBucket() + "\" could not be listed within "
				+ this.properties.batchTimeoutSeconds() + " s (BATCH_TIMEOUT_SECONDS). Nothing was edited");
	}

	/**
	 * Say that the bucket could not be listed. Nothing is bought before that, so there is
	 * nothing to keep by waiting for long.
	 */
	static String unreachable(StorageFailure failure) {
		String message = String.valueOf(failure.getMessage());
		return message + (message.endsWith(".") ? " " : ". ")
				+ (failure.isPassing() ? "The listing was tried " + StorageRetries.MOST_READS + " times. " : "")
				+ "Nothing was edited";
	}

	private String inputBucket() {
		return Objects.requireNonNull(this.storageProperties.inputBucket(), "The input bucket is configured");
	}

	/**
	 * The batch cannot be begun. The message is meant for the caller.
	 */
	static class Refused extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Refused(String message) {
			super(message);
		}

	}

}
