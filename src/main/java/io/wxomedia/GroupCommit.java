package io.wxomedia;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.h2.api.ErrorCode;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Writes transactions of the embedded database that end at about the same time to its
 * file together. By itself the database writes once for each: whoever waits for its turn
 * writes the file anew, although all that it changed was written by the one before it.
 * Thread-safe.
 */
class GroupCommit {

	private final MVStore store;

	private final AtomicLong ended = new AtomicLong();

	private final ReentrantLock turn = new ReentrantLock();

	private long written;

	GroupCommit(MVStore store) {
		this.store = store;
	}

	/**
	 * Return whether this writes a store.
	 */
	boolean isOf(MVStore other) {
		return this.store == other;
	}

	/**
	 * Wait until all is written that was committed in memory before this was called.
	 * Nothing interrupts the wait, as nothing interrupts a commit.
	 * @throws SQLException if it is not known to be written
	 */
	void await() throws SQLException {
		long own = this.ended.incrementAndGet();
		this.turn.lock();
		try {
			if (this.written < own) {
				long last = this.ended.get();
				write();
				this.written = last;
			}
		}
		finally {
			this.turn.unlock();
		}
	}

	private void write() throws SQLException {
		try {
			this.store.commit();
		}
		catch (MVStoreException ex) {
			throw DbException.toSQLException(ex);
		}
		// A store that is closed writes nothing, and does not say so.
		if (this.store.isClosed()) {
			throw DbException.get(ErrorCode.DATABASE_IS_CLOSED).getSQLException();
		}
	}

}
