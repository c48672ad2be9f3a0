package io.wxomedia.storage;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Buckets of objects: IBM Cloud Object Storage by its S3 API, or what the demo puts in
 * its place. Implementations are thread-safe.
 */
public interface ObjectStorage {

	/**
	 * List every object below a prefix, page by page.
	 * @param bucket the bucket
	 * @param prefix the prefix; empty for the whole bucket
	 * @param keys is given each key once, in the order of the listing; keys that end in
	 * "/" are left out
	 * @throws StorageFailure if the bucket cannot be listed
	 */
	void list(String bucket, String prefix, Consumer<String> keys);

	/**
	 * Open an object for reading.
	 * @param bucket the bucket
	 * @param key the key
	 * @return the content, which the caller closes
	 * @throws StorageFailure if there is no such object or it cannot be read
	 */
	InputStream get(String bucket, String key);

	/**
	 * Store an object, replacing one that has the same key.
	 * @param bucket the bucket
	 * @param key the key
	 * @param content what to store; may be opened more than once
	 * @throws StorageFailure if it could not be stored
	 */
	void put(String bucket, String key, Content content);

	/**
	 * Delete an object, if it is there.
	 * @param bucket the bucket
	 * @param key the key
	 * @throws StorageFailure if it could not be deleted
	 */
	void delete(String bucket, String key);

	/**
	 * Make a link that reads an object without credentials. No request is made.
	 * @param bucket the bucket
	 * @param key the key
	 * @param validFor how long the link works
	 * @return the link
	 */
	URI link(String bucket, String key, Duration validFor);

	/**
	 * Return the settings without which the service cannot store results, in the order
	 * they are reported.
	 * @return names of environment variables; empty when all are set
	 */
	List<String> missingSettings();

	/**
	 * Something to be stored.
	 *
	 * @param mimeType the media type
	 * @param length the length in bytes
	 * @param source opens the bytes; every call starts at the first byte
	 */
	record Content(String mimeType, long length, Source source) {

		/**
		 * Opens the bytes.
		 */
		@FunctionalInterface
		public interface Source {

			/**
			 * Open the bytes.
			 * @return a stream that is closed by whoever opened it
			 */
			InputStream open();

		}

	}

}
