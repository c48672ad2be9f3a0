package io.wxomedia.storage;

import java.util.Set;
import java.util.UUID;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Checks that results can be stored, and read through a link.
 */
class OutputBucketCheck implements PreflightCheck {

	private static final Logger logger = LoggerFactory.getLogger(OutputBucketCheck.class);

	private static final String CONTENT = "Written by the preflight of wxo-media-service; may be deleted.\n";

	/**
	 * With these the store refuses whatever is asked of it.
	 */
	private static final Set<String> USELESS_KEY = Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch",
			"RequestTimeTooSkewed", "NoSuchBucket");

	private final StorageProperties properties;

	private final LinkProbe link;

	OutputBucketCheck(StorageProperties properties) {
		this.properties = properties;
		this.link = new LinkProbe(properties);
	}

	@Override
	public String name() {
		return "output_bucket";
	}

	@Override
	public void run(Findings findings) {
		String bucket = this.properties.outputBucket();
		if (bucket == null || !this.properties.isConnectable()) {
			missing(findings);
			return;
		}
		try (CheckedStore store = new CheckedStore(this.properties, findings)) {
			if (store.head(bucket) != CheckedStore.Head.ABSENT && list(store, bucket)) {
				probe(store, bucket, findings);
			}
		}
	}

	/**
	 * Who sets nothing of it wants no bucket; who sets a part has forgotten the rest.
	 */
	private void missing(Findings findings) {
		String message = "Not set: " + String.join(", ", this.properties.missing()) + ". So results cannot be stored:"
				+ " POST /process-image-async and POST /batch-process-images answer 500.";
		if (this.properties.missing().size() == StorageProperties.REQUIRED && this.properties.inputBucket() == null) {
			findings.warning(message, "Set them if results are to go to a bucket.");
		}
		else {
			findings.problem(message, "Set them, too.");
		}
	}

	/**
	 * The service does without listing this bucket, but people want to look into it; and
	 * the answer says what is wrong with the key.
	 */
	private boolean list(CheckedStore store, String bucket) {
		try {
			store.client().listObjectsV2((request) -> request.bucket(bucket).maxKeys(1));
			return true;
		}
		catch (AwsServiceException ex) {
			if (!USELESS_KEY.contains(S3Failures.code(ex))) {
				store.warning("list bucket", bucket, ex);
				return true;
			}
			store.problem("list bucket", bucket, ex);
		}
		catch (SdkException ex) {
			store.problem("list bucket", bucket, ex);
		}
		return false;
	}

	/**
	 * Below the prefix of batches, whose objects no batch takes for an input, and in a
	 * folder that no job's id can name.
	 */
	private String key() {
		return this.properties.outputPrefix() + "/.preflight/" + UUID.randomUUID() + ".txt";
	}

	private void probe(CheckedStore store, String bucket, Findings findings) {
		String key = key();
		Stored stored = put(store, bucket, key);
		if (stored == Stored.NO) {
			return;
		}
		boolean readable = false;
		boolean removed = false;
		try {
			readable = stored == Stored.YES && this.link.check(bucket, key, CONTENT, findings);
		}
		finally {
			removed = remove(store, bucket, key, findings);
		}
		if (stored == Stored.YES) {
			findings.ok("Bucket \"" + bucket + "\" takes objects" + (removed ? " and lets them be deleted" : "")
					+ (readable ? "; a link to one can be read." : "."));
		}
	}

	private static Stored put(CheckedStore store, String bucket, String key) {
		try {
			store.client()
				.putObject((request) -> request.bucket(bucket).key(key).contentType("text/plain"),
						RequestBody.fromString(CONTENT));
			return Stored.YES;
		}
		catch (SdkException ex) {
			store.problem("store an object in bucket", bucket, ex);
			boolean refused = ex instanceof AwsServiceException refusal && refusal.statusCode() < 500;
			return refused ? Stored.NO : Stored.PERHAPS;
		}
	}

	private static boolean remove(CheckedStore store, String bucket, String key, Findings findings) {
		try {
			store.client().deleteObject((request) -> request.bucket(bucket).key(key));
			return true;
		}
		catch (SdkException ex) {
			String code = (ex instanceof AwsServiceException refusal) ? S3Failures.code(refusal)
					: ex.getClass().getSimpleName();
			logger.warn("The preflight's object {} in bucket {} could not be deleted: {}", key, bucket, code);
			findings.warning(
					"The object \"" + key + "\" that was stored in bucket \"" + bucket
							+ "\" to try it could not be deleted (" + code + ").",
					"Delete it by hand. The service itself deletes nothing in the bucket.");
			return false;
		}
	}

	/**
	 * Whether an object was stored.
	 */
	private enum Stored {

		/**
		 * It was.
		 */
		YES,

		/**
		 * The store failed, or its answer was lost.
		 */
		PERHAPS,

		/**
		 * The store refused.
		 */
		NO

	}

}
