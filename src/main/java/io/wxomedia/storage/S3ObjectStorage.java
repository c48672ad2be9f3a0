package io.wxomedia.storage;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Keeps objects in IBM Cloud Object Storage, or in any store that speaks the S3 API.
 */
class S3ObjectStorage implements ObjectStorage, AutoCloseable {

	private static final int ATTEMPTS = 3;

	/**
	 * Stores may give some, where much was deleted.
	 */
	private static final int MOST_EMPTY_PAGES = 100;

	private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(120);

	/**
	 * Elsewhere, forbidden, not there: what a store says of a bucket that cannot be
	 * written to.
	 */
	private static final Set<Integer> REFUSALS = Set.of(301, 403, 404);

	private final StorageProperties properties;

	private final S3Failures failures;

	private @Nullable S3Client client;

	private @Nullable S3Presigner presigner;

	S3ObjectStorage(StorageProperties properties) {
		this.properties = properties;
		this.failures = new S3Failures(properties);
	}

	@Override
	public void list(String bucket, String prefix, Consumer<String> keys) {
		String continuation = null;
		Set<String> continuations = new HashSet<>();
		int emptyPages = 0;
		do {
			ListObjectsV2Response page = page(bucket, prefix, continuation);
			emptyPages = page.contents().isEmpty() ? emptyPages + 1 : 0;
			for (S3Object object : page.contents()) {
				if (!object.key().endsWith("/")) {
					keys.accept(object.key());
				}
			}
			continuation = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
			if (Boolean.TRUE.equals(page.isTruncated()) && (continuation == null || continuation.isEmpty())) {
				throw new StorageFailure(brokenListing(bucket) + "it was cut off without saying where it goes on"
						+ " (IsTruncated without NextContinuationToken)", null);
			}
			if (continuation != null && !continuations.add(continuation)) {
				throw new StorageFailure(
						brokenListing(bucket) + "it goes round in circles (the same NextContinuationToken twice)",
						null);
			}
			if (emptyPages > MOST_EMPTY_PAGES) {
				throw new StorageFailure(
						brokenListing(bucket) + "it goes on, but its last " + emptyPages + " pages name no object",
						null);
			}
		}
		while (continuation != null);
	}

	private static String brokenListing(String bucket) {
		return "Cannot list bucket \"" + bucket + "\": the store's listing is broken, ";
	}

	private ListObjectsV2Response page(String bucket, String prefix, @Nullable String continuation) {
		return attempt("list bucket", bucket, null,
				() -> client().listObjectsV2((request) -> request.bucket(bucket)
					.prefix(prefix)
					.continuationToken(continuation)
					// Keys may hold characters that XML cannot.
					.encodingType(EncodingType.URL)));
	}

	@Override
	public InputStream get(String bucket, String key) {
		return attempt("read", bucket, key,
				() -> new ObjectContent(client().getObject((request) -> request.bucket(bucket).key(key))));
	}

	@Override
	public void put(String bucket, String key, Content content) {
		RequestBody body = RequestBody.fromContentProvider(content.source()::open, content.length(),
				content.mimeType());
		try {
			client().putObject((request) -> request.bucket(bucket).key(key).contentType(content.mimeType()), body);
		}
		catch (SdkClientException ex) {
			throw explained(bucket, key, ex);
		}
		catch (SdkException ex) {
			throw this.failures.failure("store", bucket, key, ex);
		}
	}

	@Override
	public void delete(String bucket, String key) {
		attempt("delete", bucket, key, () -> client().deleteObject((request) -> request.bucket(bucket).key(key)));
	}

	// A store that refuses a large body does not wait for its end: the client then sees a
	// broken pipe instead of the refusal, so it is asked for.
	private StorageFailure explained(String bucket, String key, SdkClientException failure) {
		if (this.failures.isInterruption(failure)) {
			return this.failures.failure("store", bucket, key, failure);
		}
		try {
			client().headBucket((request) -> request.bucket(bucket));
			return this.failures.failure("store", bucket, key, failure);
		}
		catch (S3Exception ex) {
			if (!REFUSALS.contains(ex.statusCode())) {
				// It may not know the question, and says nothing of the broken transfer.
				return this.failures.failure("store", bucket, key, failure);
			}
			ex.addSuppressed(failure);
			return this.failures.failure("store", bucket, key, ex);
		}
		catch (SdkException ex) {
			ex.addSuppressed(failure);
			return this.failures.failure("store", bucket, key, ex);
		}
	}

	@Override
	public URI link(String bucket, String key, Duration validFor) {
		return URI.create(
				presigner()
					.presignGetObject((presign) -> presign.signatureDuration(validFor)
						.getObjectRequest((request) -> request.bucket(bucket).key(key)))
					.url()
					.toString());
	}

	@Override
	public List<String> missingSettings() {
		return this.properties.missing();
	}

	private <T> T attempt(String operation, String bucket, @Nullable String key, Supplier<T> call) {
		try {
			return call.get();
		}
		catch (SdkException ex) {
			throw this.failures.failure(operation, bucket, key, ex);
		}
		catch (UncheckedIOException ex) {
			// The SDK reads the body of an answer outside its own error handling.
			throw new StorageFailure(
					"Cannot " + operation + " \"" + bucket + "\": the answer broke off (" + ex.getMessage() + ")", ex,
					true);
		}
	}

	private synchronized S3Client client() {
		if (this.client == null) {
			requireSettings();
			this.client = S3Clients.client(this.properties, ATTEMPTS, ATTEMPT_TIMEOUT, CALL_TIMEOUT);
		}
		return this.client;
	}

	private synchronized S3Presigner presigner() {
		if (this.presigner == null) {
			requireSettings();
			this.presigner = S3Clients.presigner(this.properties);
		}
		return this.presigner;
	}

	private void requireSettings() {
		if (!this.properties.isConnectable()) {
			throw new StorageFailure("Missing COS env vars: " + String.join(", ", missingSettings()), null);
		}
	}

	@Override
	public synchronized void close() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.presigner != null) {
			this.presigner.close();
		}
	}

}
