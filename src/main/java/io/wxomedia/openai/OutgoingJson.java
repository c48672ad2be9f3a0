package io.wxomedia.openai;

import java.io.IOException;

import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document on its way out, which lets it be written down before it goes. Sent
 * once.
 */
class OutgoingJson extends RequestBody implements Outgoing {

	private static final MediaType JSON = MediaType.get("application/json");

	private final byte[] document;

	private final String makes;

	private final Runnable beforeSent;

	private boolean begun;

	private boolean abandoned;

	private @Nullable RuntimeException unmarked;

	OutgoingJson(byte[] document, String makes, Runnable beforeSent) {
		this.document = document;
		this.makes = makes;
		this.beforeSent = beforeSent;
	}

	@Override
	public MediaType contentType() {
		return JSON;
	}

	@Override
	public long contentLength() {
		return this.document.length;
	}

	@Override
	public boolean isOneShot() {
		return true;
	}

	@Override
	public void writeTo(BufferedSink sink) throws IOException {
		try {
			this.beforeSent.run();
		}
		catch (RuntimeException ex) {
			synchronized (this) {
				this.unmarked = ex;
			}
			throw new IOException("The call could not be noted as sent", ex);
		}
		begin();
		sink.write(this.document);
	}

	private synchronized void begin() throws IOException {
		if (this.abandoned) {
			throw new IOException("The call was given up");
		}
		this.begun = true;
	}

	@Override
	public String makes() {
		return this.makes;
	}

	@Override
	public synchronized boolean abandon() {
		this.abandoned = true;
		return this.begun;
	}

	@Override
	public @Nullable IOException failure() {
		return null;
	}

	@Override
	public synchronized @Nullable RuntimeException unmarked() {
		return this.unmarked;
	}

}
