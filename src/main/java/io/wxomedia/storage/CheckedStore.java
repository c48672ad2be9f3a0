package io.wxomedia.storage;

import java.time.Duration;

import io.wxomedia.preflight.Findings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The store during one check: asked once each time, with little patience, so that the
 * check ends in time and what is wrong is not papered over.
 */
class CheckedStore implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(4);

	private final S3Client client;

	private final S3Failures failures;

	private final Findings findings;

	CheckedStore(StorageProperties properties, Findings findings) {
		this.client = S3Clients.client(properties, 1, PATIENCE, PATIENCE);
		this.failures = new S3Failures(properties);
		this.findings = findings;
	}

	S3Client client() {
		return this.client;
	}

	/**
	 * Look whether a bucket is there, and what time the store has.
	 * @param bucket the bucket
	 * @return whether it is; what is wrong with an absent one has been told
	 */
	Head head(String bucket) {
		try {
			tellTime(this.client.headBucket((request) -> request.bucket(bucket)).sdkHttpResponse());
			return Head.PRESENT;
		}
		catch (AwsServiceException ex) {
			AwsErrorDetails details = ex.awsErrorDetails();
			tellTime((details != null) ? details.sdkHttpResponse() : null);
			if (ex.statusCode() == 403) {
				// The answer to a HEAD has no body that would say why.
				return Head.REFUSED;
			}
			problem("find bucket", bucket, ex);
			return Head.ABSENT;
		}
		catch (SdkException ex) {
			problem("find bucket", bucket, ex);
			return Head.ABSENT;
		}
	}

	private void tellTime(@Nullable SdkHttpResponse response) {
		if (response != null) {
			this.findings.serverDate("the object store", response.firstMatchingHeader("Date").orElse(null));
		}
	}

	void problem(String operation, String bucket, SdkException ex) {
		S3Failures.Explanation explanation = explain(operation, bucket, ex);
		this.findings.problem(explanation.what() + ".", mend(explanation));
	}

	void warning(String operation, String bucket, SdkException ex) {
		S3Failures.Explanation explanation = explain(operation, bucket, ex);
		this.findings.warning(explanation.what() + ".", mend(explanation));
	}

	private S3Failures.Explanation explain(String operation, String bucket, SdkException ex) {
		return this.failures.explain(operation, bucket, null, ex);
	}

	private static String mend(S3Failures.Explanation explanation) {
		return (explanation.mend() != null) ? explanation.mend() : "Check the COS_ settings and the store.";
	}

	@Override
	public void close() {
		this.client.close();
	}

	/**
	 * What a store says of a bucket.
	 */
	enum Head {

		/**
		 * It is there.
		 */
		PRESENT,

		/**
		 * The store does not tell this key.
		 */
		REFUSED,

		/**
		 * It is not there, or the store does not answer.
		 */
		ABSENT

	}

}
