package io.wxomedia.storage;

import org.jspecify.annotations.Nullable;

/**
 * Object storage did not do what it was asked. The message names the operation, the
 * bucket, the store's own error code and a hint where one helps; never a credential.
 */
public class StorageFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean passing;

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
		super(message, cause);
		this.passing = passing;
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
