package io.wxomedia.workflow;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.storage.StorageFailure;

/**
 * An object while it is read. What breaks then is the store's failure and may pass; what
 * breaks while it is written here is not.
 */
final class ReadObject extends FilterInputStream {

	private final String key;

	ReadObject(InputStream object, String key) {
		super(object);
		this.key = key;
	}

	@Override
	public int read() {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) {
		try {
			return this.in.read(buffer, offset, length);
		}
		catch (IOException ex) {
			throw new StorageFailure("Object \"" + this.key + "\" broke off while it was read", ex, true);
		}
	}

}
