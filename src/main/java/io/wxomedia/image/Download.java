package io.wxomedia.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.wxomedia.storage.StorageFailure;

/**
 * An object as it comes from the bucket. A download that breaks is a failure of the
 * store, which may pass, and not one of our own disk.
 */
final class Download extends FilterInputStream {

	private final String key;

	Download(InputStream object, String key) {
		super(object);
		this.key = key;
	}

	@Override
	public int read() {
		try {
			return super.read();
		}
		catch (IOException ex) {
			throw broken(ex);
		}
	}

	@Override
	public int read(byte[] buffer, int offset, int length) {
		try {
			return super.read(buffer, offset, length);
		}
		catch (IOException ex) {
			throw broken(ex);
		}
	}

	private StorageFailure broken(IOException cause) {
		return new StorageFailure("Cannot read object \"" + this.key + "\": the connection broke", cause, true);
	}

}
