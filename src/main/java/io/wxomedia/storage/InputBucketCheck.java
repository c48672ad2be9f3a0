package io.wxomedia.storage;

import java.util.Optional;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Checks that a batch can list and read its bucket.
 */
class InputBucketCheck implements PreflightCheck {

	/**
	 * More than one, as the first may be the "folder" itself.
	 */
	private static final int KEYS = 10;

	private final StorageProperties properties;

	InputBucketCheck(StorageProperties properties) {
		this.properties = properties;
	}

	@Override
	public String name() {
		return "input_bucket";
	}

	@Override
	public void run(Findings findings) {
		String bucket = this.properties.inputBucket();
		if (!this.properties.isConnectable()) {
			// Told with the output bucket, which needs the same.
			return;
		}
		if (bucket == null) {
			findings.warning("COS_INPUT_BUCKET is not set, so there is nothing a batch could read:"
					+ " POST /batch-process-images answers 500.", "Set it if batches are wanted.");
			return;
		}
		try (CheckedStore store = new CheckedStore(this.properties, findings)) {
			check(store, bucket, findings);
		}
	}

	private void check(CheckedStore store, String bucket, Findings findings) {
		String operation = "find bucket";
		try {
			if (store.head(bucket) == CheckedStore.Head.ABSENT) {
				return;
			}
			operation = "list bucket";
			Optional<String> key = firstKey(store.client(), bucket);
			if (key.isEmpty()) {
				findings.ok("Bucket \"" + bucket + "\" can be listed" + below() + "; there is no object yet.");
				return;
			}
			operation = "read an object of bucket";
			store.client().headObject((request) -> request.bucket(bucket).key(key.get()));
			findings.ok("Bucket \"" + bucket + "\" can be listed and read" + below() + ".");
		}
		catch (NoSuchKeyException ex) {
			findings.ok("Bucket \"" + bucket + "\" can be listed" + below() + ".");
		}
		catch (SdkException ex) {
			store.problem(operation, bucket, ex);
		}
	}

	private Optional<String> firstKey(S3Client client, String bucket) {
		return client
			.listObjectsV2((request) -> request.bucket(bucket).prefix(this.properties.inputPrefix()).maxKeys(KEYS))
			.contents()
			.stream()
			.map(S3Object::key)
			.filter((key) -> !key.endsWith("/"))
			.findFirst();
	}

	private String below() {
		return this.properties.inputPrefix().isEmpty() ? "" : " below \"" + this.properties.inputPrefix() + "\"";
	}

}
