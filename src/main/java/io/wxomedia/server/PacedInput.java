package io.wxomedia.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that arrive on one connection, one after the other. Each takes a place among
 * the {@link Transfers} with its first byte, gives it back with its last, and has to keep
 * the pace. For one thread at a time.
 */
final class PacedInput implements InputBuffer {

	private final InputBuffer source;

	private final PacedConnection connection;

	private @Nullable Transfer transfer;

	private @Nullable TransferRefused refused;

	private long deadline;

	PacedInput(InputBuffer source, PacedConnection connection) {
		this.source = source;
		this.connection = connection;
	}

	/**
	 * Get ready for the body of the next request.
	 */
	void next() {
		release();
		this.refused = null;
		this.deadline = Long.MAX_VALUE;
	}

	/**
	 * Read what is left for so long only.
	 * @param nanos the time from now on
	 */
	void endWithin(long nanos) {
		this.deadline = System.nanoTime() + nanos;
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

	boolean isRefused() {
		return this.refused != null;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		if (this.refused != null) {
			throw this.refused;
		}
		// Some read a body where there is none: the actuator, for one.
		if (this.connection.isLeftToOthers() || this.transfer == null && this.connection.isReadToItsEnd()) {
			return this.source.doRead(handler);
		}
		try {
			return read(handler);
		}
		catch (TransferRefused ex) {
			this.refused = ex;
			release();
			throw ex;
		}
	}

	@Override
	public int available() {
		return this.source.available();
	}

	private int read(ApplicationBufferHandler handler) throws IOException {
		Transfer current = this.transfer;
		long now = System.nanoTime();
		if (current == null) {
			current = this.connection.begin(now, true);
			this.transfer = current;
		}
		long patience = current.patience(this.connection.bytesPerSecond(), now);
		if (this.deadline != Long.MAX_VALUE) {
			patience = Math.min(patience, this.deadline - now);
		}
		if (patience <= 0) {
			throw TransferRefused.tooSlow(this.connection.bytesPerSecond(), null);
		}
		this.connection.readWithin(TimeUnit.NANOSECONDS.toMillis(patience) + 1);
		int count;
		try {
			count = this.source.doRead(handler);
		}
		catch (SocketTimeoutException ex) {
			throw TransferRefused.tooSlow(this.connection.bytesPerSecond(), ex);
		}
		catch (IOException ex) {
			if (current.isCutOff()) {
				throw TransferRefused.noRoom(ex);
			}
			throw ex;
		}
		current.passed(count);
		if (count < 0) {
			release();
		}
		return count;
	}

}
