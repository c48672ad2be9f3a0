package io.wxomedia.workflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.storage.ObjectStorage;
import io.wxomedia.storage.StorageProperties;
import org.jspecify.annotations.Nullable;

/**
 * The output bucket, where pictures and videos go. Thread-safe.
 */
public class Bucket {

	/**
	 * A provider may have others before us in its queue when it follows a link.
	 */
	private static final Duration FOR_PROVIDERS = Duration.ofHours(6);

	private final PayloadStore payloads;

	private final ObjectStorage storage;

	private final StorageProperties properties;

	Bucket(PayloadStore payloads, ObjectStorage storage, StorageProperties properties) {
		this.payloads = payloads;
		this.storage = storage;
		this.properties = properties;
	}

	String name() {
		return Objects.requireNonNull(this.properties.outputBucket(), "The output bucket is configured");
	}

	/**
	 * Store a payload.
	 * @throws io.wxomedia.storage.StorageFailure if it cannot be stored
	 * @throws IOException if the payload cannot be read
	 */
	void put(String key, PayloadId payload, String contentType) throws IOException {
		this.storage.put(name(), key,
				new ObjectStorage.Content(contentType, this.payloads.length(payload), () -> open(payload)));
	}

	private InputStream open(PayloadId payload) {
		try {
			return this.payloads.open(payload);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make a link that works for as long as {@link #validFor()} says, without a request.
	 * @param bucket where it was stored; {@code null} for where things are stored now, as
	 * nobody wrote it down before
	 * @param key where in that bucket, or {@code null}
	 * @return the link; {@code null} where there is nothing, or no store any more
	 */
	public @Nullable URI link(@Nullable String bucket, @Nullable String key) {
		String in = (bucket != null) ? bucket : this.properties.outputBucket();
		return (key != null && in != null && this.storage.missingSettings().isEmpty())
				? this.storage.link(in, key, validFor()) : null;
	}

	/**
	 * Return which bucket something lies in.
	 * @param bucket what was written down when it was stored, or {@code null}
	 */
	String holding(@Nullable String bucket) {
		return (bucket != null) ? bucket : name();
	}

	/**
	 * Return how long links work.
	 * @return the time
	 */
	public Duration validFor() {
		return Duration.ofSeconds(this.properties.presignExpires());
	}

	/**
	 * Make a link for a provider that reads the object from the internet.
	 * @param bucket what was written down when it was stored, or {@code null}
	 * @param key where in that bucket
	 * @return the link, or {@code null} where the internet does not reach the store: the
	 * demo's folder, or a private endpoint without COS_PUBLIC_ENDPOINT
	 */
	@Nullable URI linkForProvider(@Nullable String bucket, String key) {
		return (this.properties.missing().isEmpty() && this.properties.hasPublicLinks())
				? this.storage.link(holding(bucket), key, FOR_PROVIDERS) : null;
	}

}
