package io.wxomedia.payload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * A payload that was read once and is what was stored. What is small is kept in memory,
 * so that it is not read again where it is used. Thread-safe.
 */
public final class VerifiedPayload {

	/**
	 * Many of these wait at the same time, each for somebody else's server.
	 */
	static final int MOST_KEPT = 16 * 1024;

	private final PayloadStore store;

	private final PayloadId id;

	private final long length;

	private final byte @Nullable [] kept;

	private VerifiedPayload(PayloadStore store, PayloadId id, long length, byte @Nullable [] kept) {
		this.store = store;
		this.id = id;
		this.length = length;
		this.kept = kept;
	}

	static VerifiedPayload kept(PayloadStore store, PayloadId id, byte[] bytes) {
		return new VerifiedPayload(store, id, bytes.length, bytes);
	}

	static VerifiedPayload read(PayloadStore store, PayloadId id) throws IOException {
		try (InputStream in = store.open(id)) {
			byte[] beginning = in.readNBytes(MOST_KEPT);
			int next = in.read();
			if (next < 0) {
				return new VerifiedPayload(store, id, beginning.length, beginning);
			}
			byte[] buffer = new byte[64 * 1024];
			long length = beginning.length + 1L;
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				length += read;
			}
			return new VerifiedPayload(store, id, length, null);
		}
	}

	/**
	 * Return how long it is.
	 * @return the length in bytes
	 */
	public long length() {
		return this.length;
	}

	/**
	 * Open it for reading. May be called any number of times.
	 * @return its bytes, which the caller closes
	 * @throws PayloadDamaged if it has changed since, as the stream says where that is
	 * seen
	 * @throws IOException if it cannot be read
	 */
	public InputStream open() throws IOException {
		return (this.kept != null) ? new ByteArrayInputStream(this.kept) : this.store.open(this.id);
	}

}
