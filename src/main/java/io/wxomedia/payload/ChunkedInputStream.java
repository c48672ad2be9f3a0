package io.wxomedia.payload;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads a payload row by row; holds one row and no connection.
 */
class ChunkedInputStream extends InputStream {

	private static final byte[] NOTHING = {};

	private final PayloadId id;

	private final JdbcClient jdbc;

	private byte[] chunk = NOTHING;

	private int position;

	private int next;

	private boolean ended;

	ChunkedInputStream(PayloadId id, JdbcClient jdbc) {
		this.id = id;
		this.jdbc = jdbc;
	}

	@Override
	public int read() throws IOException {
		return fill() ? this.chunk[this.position++] & 0xff : -1;
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
		int part = Math.min(count, this.chunk.length - this.position);
		System.arraycopy(this.chunk, this.position, bytes, offset, part);
		this.position += part;
		return part;
	}

	private boolean fill() throws IOException {
		if (this.position < this.chunk.length) {
			return true;
		}
		if (this.ended) {
			return false;
		}
		try {
			this.chunk = this.jdbc.sql("select bytes from payload_chunk where payload_id = :id and number = :number")
				.param("id", this.id.value())
				.param("number", this.next)
				.query((row, index) -> row.getBytes(1))
				.optional()
				.orElse(NOTHING);
		}
		catch (DataAccessException ex) {
			throw new IOException("Payload " + this.id + " cannot be read from the database", ex);
		}
		this.position = 0;
		this.next++;
		this.ended = this.chunk.length == 0;
		return !this.ended;
	}

}
