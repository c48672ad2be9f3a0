package io.wxomedia.storage;

import org.jspecify.annotations.Nullable;

/**
 * Object storage did not do what it was asked. The message names the operation, the
 * bucket, the store's own error code and a hint where one helps; never a credential.
 */
public class StorageFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean passing;

	private final boolean missing;

	/**
	 * Make a failure that trying again does not mend.
	 * @param message what happened
	 * @param cause the cause, or {@code null}
	 */
	public StorageFailure(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	/**
	 * Make a failure.
	 * @param message what happened
	 * @param cause the cause, or {@code null}
	 * @param passing whether the same may work later
	 */
	public StorageFailure(String message, @Nullable Throwable cause, boolean passing) {
		this(message, cause, passing, false);
	}

	private StorageFailure(String message, @Nullable Throwable cause, boolean passing, boolean missing) {
		super(message, cause);
		this.passing = passing;
		this.missing = missing;
	}

	/**
	 * Make the failure to read an object that is not there.
	 * @param message what happened
	 * @param cause the cause, or {@code null}
	 * @return the failure
	 */
	public static StorageFailure noSuchObject(String message, @Nullable Throwable cause) {
		return new StorageFailure(message, cause, false, true);
	}

	/**
	 * Return whether the store said that there is no such object in its bucket.
	 * @return {@code false} also where it did not tell
	 */
	public boolean isMissing() {
		return this.missing;
	}

	/**
	 * Return whether the same may work later without anybody changing anything: the store
	 * is busy or away, or the network broke.
	 * @return {@code false} if trying again is of no use
	 */
	public boolean isPassing() {
		return this.passing;
	}

}
