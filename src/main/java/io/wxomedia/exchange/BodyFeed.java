package io.wxomedia.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the body of a request to its connection, one piece at a time. A piece is read by
 * a thread that may block for the disk or the database and is free again at once; it then
 * waits in memory, without a thread, until the receiver has taken it. Thread-safe.
 */
class BodyFeed implements AutoCloseable {

	/**
	 * What a receiver that does not read keeps in memory.
	 */
	static final int PIECE_SIZE = 32 * 1024;

	private final OutgoingBody body;

	private final Executor readers;

	private final Consumer<Exception> broken;

	private @Nullable InputStream source;

	private @Nullable DataStreamChannel channel;

	private ByteBuffer piece = ByteBuffer.allocate(0);

	private long left;

	private boolean reading;

	private boolean closed;

	/**
	 * Create a feed.
	 * @param body the body
	 * @param readers threads that may block to read it
	 * @param broken is told if the body cannot be read
	 */
	BodyFeed(OutgoingBody body, Executor readers, Consumer<Exception> broken) {
		this.body = body;
		this.readers = readers;
		this.broken = broken;
		this.left = body.length();
	}

	/**
	 * Read the first piece, before anybody is bothered with a connection.
	 * @throws IOException if it cannot be read
	 */
	void open() throws IOException {
		InputStream opened = this.body.open();
		synchronized (this) {
			this.source = opened;
			if (!this.closed) {
				this.piece = ByteBuffer.allocate((int) Math.min(this.left, PIECE_SIZE));
				this.piece.limit(0);
				this.reading = true;
			}
		}
		readPiece();
	}

	long length() {
		return this.body.length();
	}

	synchronized boolean isSent() {
		return this.left == 0;
	}

	/**
	 * Return how much is ready to be sent.
	 * @return the bytes in memory; 0 while a piece is read
	 */
	synchronized int available() {
		return (this.reading || this.closed) ? 0 : Math.max(1, this.piece.remaining());
	}

	/**
	 * Send what is there, as far as the connection takes it. Does not block.
	 * @param connection the connection
	 * @throws IOException if the connection is broken
	 */
	synchronized void produce(DataStreamChannel connection) throws IOException {
		this.channel = connection;
		if (this.reading || this.closed) {
			return;
		}
		if (this.piece.hasRemaining()) {
			this.left -= connection.write(this.piece);
		}
		if (this.left == 0) {
			this.closed = true;
			closeSource();
			connection.endStream();
		}
		else if (!this.piece.hasRemaining()) {
			this.reading = true;
			try {
				this.readers.execute(this::readNext);
			}
			catch (RejectedExecutionException ex) {
				throw new IOException("The service stops", ex);
			}
		}
	}

	private void readNext() {
		try {
			readPiece();
		}
		catch (IOException | RuntimeException ex) {
			this.broken.accept(ex);
		}
	}

	/**
	 * The piece belongs to the thread that reads until it says that it does not.
	 */
	private void readPiece() throws IOException {
		InputStream from = this.source;
		if (from == null) {
			throw new IllegalStateException("The body is not open");
		}
		int wanted;
		synchronized (this) {
			wanted = this.closed ? 0 : (int) Math.min(this.left, this.piece.capacity());
		}
		boolean whole = false;
		try {
			whole = from.readNBytes(this.piece.array(), 0, wanted) == wanted;
		}
		finally {
			wasRead(wanted, whole);
		}
		if (!whole) {
			throw new EOFException("The body is shorter than it was");
		}
	}

	private synchronized void wasRead(int length, boolean whole) {
		this.reading = false;
		this.closed |= !whole;
		if (this.closed) {
			closeSource();
			return;
		}
		this.piece.clear().limit(length);
		if (this.channel != null) {
			this.channel.requestOutput();
		}
	}

	/**
	 * Send no more. What is being read is closed when it has been read.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (!this.reading) {
			closeSource();
		}
	}

	private void closeSource() {
		Closer.closeQuietly(this.source);
		this.source = null;
		this.piece = ByteBuffer.allocate(0);
	}

}
