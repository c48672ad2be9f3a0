package io.wxomedia.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Makes the S3 SDK's clients after the settings, which must be
 * {@link StorageProperties#isConnectable() connectable}.
 */
final class S3Clients {

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

	private S3Clients() {
	}

	/**
	 * Make a client.
	 * @param properties the settings
	 * @param attempts how often a call is made at most
	 * @param attemptTimeout how long one attempt may take
	 * @param callTimeout how long a call may take in all
	 * @return the client, which the caller closes
	 */
	static S3Client client(StorageProperties properties, int attempts, Duration attemptTimeout, Duration callTimeout) {
		return S3Client.builder()
			.endpointOverride(endpoint(properties))
			.region(Region.of(properties.region()))
			.credentialsProvider(credentials(properties))
			.forcePathStyle(true)
			// Other stores than Amazon's refuse the checksums that newer SDKs send.
			.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
			.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
			.httpClientBuilder(Apache5HttpClient.builder()
				.connectionTimeout((CONNECT_TIMEOUT.compareTo(attemptTimeout) < 0) ? CONNECT_TIMEOUT : attemptTimeout)
				.socketTimeout(attemptTimeout)
				.maxConnections(CONNECTIONS)
				.connectionMaxIdleTime(LONGEST_IDLE)
				// Not every S3 store answers 100-continue.
				.expectContinueEnabled(false))
			.overrideConfiguration((client) -> client.apiCallTimeout(callTimeout)
				.apiCallAttemptTimeout(attemptTimeout)
				.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(attempts).build()))
			.build();
	}

	/**
	 * Make a presigner, whose links lead to the public endpoint if there is one.
	 * @param properties the settings
	 * @return the presigner, which the caller closes
	 */
	static S3Presigner presigner(StorageProperties properties) {
		String publicEndpoint = properties.publicEndpoint();
		return S3Presigner.builder()
			.endpointOverride((publicEndpoint != null) ? URI.create(publicEndpoint) : endpoint(properties))
			.region(Region.of(properties.region()))
			.credentialsProvider(credentials(properties))
			.serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
			.build();
	}

	private static URI endpoint(StorageProperties properties) {
		return URI.create(Objects.requireNonNull(properties.endpoint()));
	}

	private static StaticCredentialsProvider credentials(StorageProperties properties) {
		return StaticCredentialsProvider
			.create(AwsBasicCredentials.create(Objects.requireNonNull(properties.accessKeyId()),
					Objects.requireNonNull(properties.secretAccessKey())));
	}

}
