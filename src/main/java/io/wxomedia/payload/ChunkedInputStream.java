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
		this.piece = read(this.chunk, this.offset);
		if (this.piece.length == 0 && this.offset > 0) {
			nextChunk();
			this.piece = read(this.chunk, this.offset);
		}
		this.position = 0;
		this.offset += this.piece.length;
		this.ended = this.piece.length == 0;
		if (this.piece.length < PIECE_SIZE || this.offset == DatabasePayloadWriter.CHUNK_SIZE) {
			nextChunk();
		}
		return !this.ended;
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
