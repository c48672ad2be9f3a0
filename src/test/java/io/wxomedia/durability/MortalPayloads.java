package io.wxomedia.durability;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Set;

import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;

/**
 * The payloads as an instance sees them that may die. Whatever a thread of the job queue
 * writes is a result, the rest is an input.
 */
class MortalPayloads implements PayloadStore {

	private final PayloadStore payloads;

	private final Death death;

	MortalPayloads(PayloadStore payloads, Death death) {
		this.payloads = payloads;
		this.death = death;
	}

	private static SideEffect stored() {
		return Thread.currentThread().getName().startsWith("job-") ? SideEffect.RESULT_STORED : SideEffect.INPUT_STORED;
	}

	@Override
	public PayloadWriter create() throws IOException {
		this.death.reach(stored(), Moment.BEFORE);
		return new MortalWriter(this.payloads.create());
	}

	@Override
	public InputStream open(PayloadId id) throws IOException {
		this.death.mustLive();
		return this.payloads.open(id);
	}

	@Override
	public long length(PayloadId id) throws IOException {
		this.death.mustLive();
		return this.payloads.length(id);
	}

	@Override
	public void delete(PayloadId id) {
		this.death.reach(SideEffect.INPUT_REMOVED, Moment.BEFORE);
		this.payloads.delete(id);
		this.death.reach(SideEffect.INPUT_REMOVED, Moment.AFTER);
	}

	@Override
	public int sweep(Instant createdBefore, Set<PayloadId> inUse) throws IOException {
		this.death.mustLive();
		return this.payloads.sweep(createdBefore, inUse);
	}

	/**
	 * Stays half-written when its instance dies.
	 */
	private final class MortalWriter extends PayloadWriter {

		private final PayloadWriter writer;

		MortalWriter(PayloadWriter writer) {
			this.writer = writer;
		}

		@Override
		public PayloadId id() {
			return this.writer.id();
		}

		@Override
		public long length() {
			return this.writer.length();
		}

		@Override
		public InputStream read() throws IOException {
			return this.writer.read();
		}

		@Override
		public void write(int b) throws IOException {
			MortalPayloads.this.death.mustLive();
			this.writer.write(b);
		}

		@Override
		public void write(byte[] bytes, int offset, int count) throws IOException {
			MortalPayloads.this.death.mustLive();
			this.writer.write(bytes, offset, count);
		}

		@Override
		public void commit() throws IOException {
			MortalPayloads.this.death.reach(stored(), Moment.DURING);
			this.writer.commit();
			MortalPayloads.this.death.reach(stored(), Moment.AFTER);
		}

		@Override
		public void close() throws IOException {
			MortalPayloads.this.death.mustLive();
			this.writer.close();
		}

	}

}
