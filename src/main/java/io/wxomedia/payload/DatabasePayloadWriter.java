package io.wxomedia.payload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link PayloadWriter} to rows of one mebibyte.
 */
class DatabasePayloadWriter extends PayloadWriter {

	static final int CHUNK_SIZE = 1024 * 1024;

	private static final int FIRST_SIZE = 16 * 1024;

	private final PayloadId id;

	private final JdbcClient jdbc;

	private final TransactionTemplate transactions;

	private final Clock clock;

	private final Stored stored;

	private final CRC32C checksum = new CRC32C();

	private byte[] chunk = new byte[FIRST_SIZE];

	private int filled;

	private int chunks;

	private long length;

	private boolean committed;

	private boolean failed;

	DatabasePayloadWriter(PayloadId id, JdbcClient jdbc, TransactionTemplate transactions, Clock clock, Stored stored) {
		this.id = id;
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.clock = clock;
		this.stored = stored;
	}

	@Override
	public PayloadId id() {
		return this.id;
	}

	@Override
	public long length() {
		return this.length;
	}

	@Override
	public void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		int written = 0;
		while (written < count) {
			int part = Math.min(count - written, CHUNK_SIZE - this.filled);
			ensureRoom(this.filled + part);
			System.arraycopy(bytes, offset + written, this.chunk, this.filled, part);
			this.filled += part;
			written += part;
			if (this.filled == CHUNK_SIZE) {
				storeChunk();
			}
		}
		this.checksum.update(bytes, offset, count);
		this.length += count;
	}

	private void ensureRoom(int size) {
		if (size > this.chunk.length) {
			this.chunk = Arrays.copyOf(this.chunk, Math.min(CHUNK_SIZE, Math.max(size, 2 * this.chunk.length)));
		}
	}

	private void storeChunk() throws IOException {
		try {
			insertChunk();
		}
		catch (DataAccessException ex) {
			throw unwritable(ex);
		}
	}

	private void insertChunk() {
		this.jdbc.sql(
				"insert into payload_chunk (payload_id, number, created_at, bytes) values (:id, :number, :now, :bytes)")
			.param("id", this.id.value())
			.param("number", this.chunks)
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("bytes", Arrays.copyOf(this.chunk, this.filled))
			.update();
		this.chunks++;
		this.filled = 0;
	}

	@Override
	public InputStream read() throws IOException {
		InputStream held = new ByteArrayInputStream(Arrays.copyOf(this.chunk, this.filled));
		return (this.chunks == 0) ? held : new SequenceInputStream(new ChunkedInputStream(this.id, this.jdbc), held);
	}

	/**
	 * The head row is what makes the payload exist, so it is written last, and with the
	 * last chunk: a commit costs more than a row.
	 */
	@Override
	public void commit() throws IOException {
		byte[] whole = (this.length <= VerifiedPayload.MOST_KEPT) ? Arrays.copyOf(this.chunk, this.filled) : null;
		try {
			this.transactions.executeWithoutResult((status) -> {
				if (this.filled > 0) {
					insertChunk();
				}
				insertHead();
			});
		}
		catch (DataAccessException | TransactionException ex) {
			throw unwritable(ex);
		}
		this.committed = true;
		this.stored.stored(this.id, this.length, whole);
	}

	private void insertHead() {
		this.jdbc.sql("insert into payload (id, length, crc32c, created_at) values (:id, :length, :checksum, :now)")
			.param("id", this.id.value())
			.param("length", this.length)
			.param("checksum", this.checksum.getValue())
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.update();
	}

	private IOException unwritable(RuntimeException failure) {
		this.failed = true;
		return new IOException("Payload " + this.id + " cannot be written to the database", failure);
	}

	/**
	 * A database that has just failed is not asked again, which could take as long once
	 * more: the sweep removes what is there.
	 */
	@Override
	public void close() throws IOException {
		if (this.committed || this.failed || this.chunks == 0) {
			return;
		}
		try {
			this.jdbc.sql("delete from payload_chunk where payload_id = :id").param("id", this.id.value()).update();
		}
		catch (DataAccessException ex) {
			throw new IOException("Payload " + this.id + " cannot be discarded; the next sweep tries again", ex);
		}
	}

	/**
	 * Is told what was stored.
	 */
	@FunctionalInterface
	interface Stored {

		/**
		 * Take note of a payload that is there from now on.
		 * @param id the payload
		 * @param length its length
		 * @param whole its bytes if they are few, otherwise {@code null}
		 */
		void stored(PayloadId id, long length, byte @Nullable [] whole);

	}

}
