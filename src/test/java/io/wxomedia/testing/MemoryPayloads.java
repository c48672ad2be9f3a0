package io.wxomedia.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;

/**
 * {@link PayloadStore} in memory, which counts the writers that are not closed.
 */
public class MemoryPayloads implements PayloadStore {

	private final Map<PayloadId, byte[]> payloads = new ConcurrentHashMap<>();

	private final AtomicInteger unclosed = new AtomicInteger();

	public PayloadId add(byte[] payload) {
		PayloadId id = PayloadId.random();
		this.payloads.put(id, payload);
		return id;
	}

	public int unclosed() {
		return this.unclosed.get();
	}

	public Set<PayloadId> ids() {
		return Set.copyOf(this.payloads.keySet());
	}

	@Override
	public PayloadWriter create() {
		return new MemoryWriter();
	}

	@Override
	public InputStream open(PayloadId id) throws IOException {
		return new ByteArrayInputStream(bytes(id));
	}

	@Override
	public long length(PayloadId id) throws IOException {
		return bytes(id).length;
	}

	public byte[] bytes(PayloadId id) throws IOException {
		byte[] bytes = this.payloads.get(id);
		if (bytes == null) {
			throw new PayloadNotFound(id);
		}
		return bytes;
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
	private final class MemoryWriter extends PayloadWriter {

		private final PayloadId id = PayloadId.random();

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		MemoryWriter() {
			MemoryPayloads.this.unclosed.incrementAndGet();
		}

		@Override
		public PayloadId id() {
			return this.id;
		}

		@Override
		public long length() {
			return this.bytes.size();
		}

		@Override
		public void write(int b) {
			this.bytes.write(b);
		}

		@Override
		public void write(byte[] part, int offset, int length) {
			this.bytes.write(part, offset, length);
		}

		@Override
		public InputStream read() {
			return new ByteArrayInputStream(this.bytes.toByteArray());
		}

		@Override
		public void commit() {
			MemoryPayloads.this.payloads.put(this.id, this.bytes.toByteArray());
		}

		@Override
		public void close() {
			MemoryPayloads.this.unclosed.decrementAndGet();
		}

	}

}
