package io.wxomedia.server;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The answers that go out on one connection, one after the other. What the system's own
 * buffers take at once is not counted; beyond, an answer takes a place among the
 * {@link Transfers}, and whoever reads it has to keep the pace. For one thread at a time.
 */
final class PacedOutput {

	private static final long TAKEN_BY_THE_SYSTEM = 32 * 1024;

	private final PacedConnection connection;

	private @Nullable Transfer transfer;

	private long written;

	PacedOutput(PacedConnection connection) {
		this.connection = connection;
	}

	/**
	 * Get ready for the next answer.
	 */
	void next() {
		release();
		this.written = 0;
	}

	/**
	 * Give the place back.
	 */
	void release() {
		if (this.transfer != null) {
			this.connection.transfers().end(this.transfer);
			this.transfer = null;
		}
	}

	/**
	 * Say that bytes are about to be written.
	 * @param count how many
	 * @throws TransferRefused if the client reads too slowly, or others need the place
	 */
	void next(int count) throws TransferRefused {
		this.written += count;
		if (this.written <= TAKEN_BY_THE_SYSTEM) {
			return;
		}
		long now = System.nanoTime();
		Transfer current = this.transfer;
		if (current == null) {
			current = this.connection.begin(now, false);
			this.transfer = current;
		}
		long patience = current.patience(this.connection.bytesPerSecond(), now);
		if (patience <= 0 || current.isCutOff()) {
			throw TransferRefused.tooSlow(this.connection.bytesPerSecond(), null);
		}
		this.connection.writeWithin(TimeUnit.NANOSECONDS.toMillis(patience) + 1);
		// Counted before they are out: what was written before them is.
		current.passed(count);
	}

}
