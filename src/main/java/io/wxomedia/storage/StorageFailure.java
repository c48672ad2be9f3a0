package io.wxomedia.storage;

import org.jspecify.annotations.Nullable;

/**
 * Object storage did not do what it was asked. The message names the operation, the
 * bucket, the store's own error code and a hint where one helps; never a credential.
 */
public class StorageFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public StorageFailure(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
