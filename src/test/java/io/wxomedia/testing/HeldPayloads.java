package io.wxomedia.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;

/**
 * {@link PayloadStore} in memory, which counts the writers that are not closed.
 */
public class HeldPayloads implements PayloadStore {

	private final Map<PayloadId, byte[]> payloads = new ConcurrentHashMap<>();

	private int open;

	/**
	 * Hold a payload.
	 */
	public PayloadId add(byte[] payload) {
		PayloadId id = PayloadId.random();
		this.payloads.put(id, payload);
		return id;
	}

	/**
	 * Return a payload.
	 */
	public byte[] bytes(PayloadId id) {
		return Objects.requireNonNull(this.payloads.get(id));
	}

	/**
	 * Return how many payloads are held.
	 */
	public int count() {
		return this.payloads.size();
	}

	/**
	 * Return how many writers are not closed.
	 */
	public int open() {
		return this.open;
	}

	@Override
	public PayloadWriter create() {
		return new Writer();
	}

	@Override
	public InputStream open(PayloadId id) {
		return new ByteArrayInputStream(bytes(id));
	}

	@Override
	public long length(PayloadId id) {
		return bytes(id).length;
	}

	@Override
	public void delete(PayloadId id) {
		this.payloads.remove(id);
	}

	@Override
	public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
		return 0;
	}

	/**
	 * {@link PayloadWriter} in memory.
	 */
	private final class Writer extends PayloadWriter {

		private final PayloadId id = PayloadId.random();

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		Writer() {
			HeldPayloads.this.open++;
		}

		@Override
		public PayloadId id() {
			return this.id;
		}

		@Override
		public long length() {
			return this.written.size();
		}

		@Override
		public void write(int b) {
			this.written.write(b);
		}

		@Override
		public void write(byte[] part, int offset, int length) {
			this.written.write(part, offset, length);
		}

		@Override
		public InputStream read() {
			return new ByteArrayInputStream(this.written.toByteArray());
		}

		@Override
		public void commit() {
			HeldPayloads.this.payloads.put(this.id, this.written.toByteArray());
		}

		@Override
		public void close() {
			HeldPayloads.this.open--;
		}

	}

}
