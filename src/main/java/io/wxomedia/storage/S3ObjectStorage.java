package io.wxomedia.storage;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Keeps objects in IBM Cloud Object Storage, or in any store that speaks the S3 API.
 */
class S3ObjectStorage implements ObjectStorage, AutoCloseable {

	private static final int ATTEMPTS = 3;

	/**
	 * Jobs, images of batches and a little more.
	 */
	private static final int CONNECTIONS = 100;

	/**
	 * Shorter than stores keep an idle connection: one that the store has closed breaks
	 * the next upload.
	 */
	private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration CALL_TIMEOUT = Duration.ofSeconds(120);

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
		do {
			ListObjectsV2Response page = page(bucket, prefix, continuation);
			for (S3Object object : page.contents()) {
				if (!object.key().endsWith("/")) {
					keys.accept(object.key());
				}
			}
			continuation = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
		}
		while (continuation != null);
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
	}

	private synchronized S3Client client() {
		if (this.client == null) {
			this.client = S3Client.builder()
				.endpointOverride(endpoint())
				.region(Region.of(this.properties.region()))
				.credentialsProvider(credentials())
				.forcePathStyle(true)
				// Other stores than Amazon's refuse the checksums that newer SDKs send.
				.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
				.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
				.httpClientBuilder(Apache5HttpClient.builder()
					.connectionTimeout(CONNECT_TIMEOUT)
					.socketTimeout(ATTEMPT_TIMEOUT)
					.maxConnections(CONNECTIONS)
					.connectionMaxIdleTime(LONGEST_IDLE)
					// Not every S3 store answers 100-continue.
					.expectContinueEnabled(false))
				.overrideConfiguration((client) -> client.apiCallTimeout(CALL_TIMEOUT)
					.apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
					.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build()))
				.build();
		}
		return this.client;
	}

	private synchronized S3Presigner presigner() {
		if (this.presigner == null) {
			String publicEndpoint = this.properties.publicEndpoint();
			this.presigner = S3Presigner.builder()
				.endpointOverride((publicEndpoint != null) ? URI.create(publicEndpoint) : endpoint())
				.region(Region.of(this.properties.region()))
				.credentialsProvider(credentials())
				.serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
				.build();
		}
		return this.presigner;
	}

	private URI endpoint() {
		return URI.create(required(this.properties.endpoint()));
	}

	private StaticCredentialsProvider credentials() {
		return StaticCredentialsProvider.create(AwsBasicCredentials.create(required(this.properties.accessKeyId()),
				required(this.properties.secretAccessKey())));
	}

	private String required(@Nullable String setting) {
		if (setting == null) {
			throw new StorageFailure("Missing COS env vars: " + String.join(", ", missingSettings()), null);
		}
		return setting;
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
