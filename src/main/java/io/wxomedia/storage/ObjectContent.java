package io.wxomedia.storage;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The content of an object, complete or not at all, whatever the HTTP client makes of a
 * connection that breaks.
 */
class ObjectContent extends FilterInputStream {

	private final ResponseInputStream<GetObjectResponse> response;

	private long remaining;

	private boolean finished;

	ObjectContent(ResponseInputStream<GetObjectResponse> response) {
		super(response);
		this.response = response;
		Long length = response.response().contentLength();
		this.remaining = (length != null) ? length : 0;
	}

	@Override
	public int read() throws IOException {
		int value = super.read();
		count((value != -1) ? 1 : -1);
		return value;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		return count(super.read(buffer, offset, length));
	}

	private int count(int read) throws IOException {
		if (read != -1) {
			this.remaining -= read;
			return read;
		}
		this.finished = true;
		if (this.remaining > 0) {
			throw new EOFException("The object was cut off: " + this.remaining + " bytes are missing");
		}
		return -1;
	}

	@Override
	public long skip(long count) throws IOException {
		long skipped = super.skip(count);
		this.remaining -= skipped;
		return skipped;
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	@Override
	public void close() throws IOException {
		if (!this.finished && this.remaining > 0) {
			// Closing would read the rest, which nobody wants.
			this.response.abort();
		}
		super.close();
	}

}
