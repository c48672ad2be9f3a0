package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads a payload piece by piece; holds one piece and no connection. A piece is less than
 * a row, because a receiver that stops in the middle of a callback keeps one in memory.
 */
class ChunkedInputStream extends InputStream {

	static final int PIECE_SIZE = 64 * 1024;

	private static final byte[] NOTHING = {};

	private final PayloadId id;

	private final JdbcClient jdbc;

	private byte[] piece = NOTHING;

	private int position;

	private int chunk;

	private int offset;

	private boolean ended;

	ChunkedInputStream(PayloadId id, JdbcClient jdbc) {
		this.id = id;
		this.jdbc = jdbc;
	}

	/**
	 * Begin with a piece that has been read already.
	 * @param id the payload
	 * @param jdbc the database
	 * @param first the first {@link #PIECE_SIZE} bytes, or all if there are fewer
	 */
	ChunkedInputStream(PayloadId id, JdbcClient jdbc, byte[] first) {
		this(id, jdbc);
		hold(first);
	}

	@Override
	public int read() throws IOException {
		return fill() ? this.piece[this.position++] & 0xff : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		if (count == 0) {
			return 0;
		}
		if (!fill()) {
			return -1;
		}
		int part = Math.min(count, this.piece.length - this.position);
		System.arraycopy(this.piece, this.position, bytes, offset, part);
		this.position += part;
		return part;
	}

	private boolean fill() throws IOException {
		if (this.position < this.piece.length) {
			return true;
		}
		if (this.ended) {
			return false;
		}
		byte[] next = read(this.chunk, this.offset);
		if (next.length == 0 && this.offset > 0) {
			nextChunk();
			next = read(this.chunk, this.offset);
		}
		hold(next);
		return !this.ended;
	}

	private void hold(byte[] next) {
		this.piece = next;
		this.position = 0;
		this.offset += next.length;
		this.ended = next.length == 0;
		if (next.length < PIECE_SIZE || this.offset == DatabasePayloadWriter.CHUNK_SIZE) {
			nextChunk();
		}
	}

	private void nextChunk() {
		this.chunk++;
		this.offset = 0;
	}

	private byte[] read(int number, int from) throws IOException {
		try {
			return this.jdbc.sql("""
					select substring(bytes from :from for :length) from payload_chunk
					where payload_id = :id and number = :number
					""")
				.param("from", from + 1)
				.param("length", PIECE_SIZE)
				.param("id", this.id.value())
				.param("number", number)
				.query((row, index) -> row.getBytes(1))
				.optional()
				.orElse(NOTHING);
		}
		catch (DataAccessException ex) {
			throw new IOException("Payload " + this.id + " cannot be read from the database", ex);
		}
	}

}
