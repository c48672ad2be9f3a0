package io.wxomedia;

import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import org.h2.api.ErrorCode;
import org.h2.mvstore.MVStoreException;

/**
 * Lets the embedded database be opened again after it has closed itself, as it does when
 * its disk takes no more: the next connection opens it, with all that was committed, once
 * the pool no longer hands out those that belong to the closed one. Thread-safe.
 */
class ClosedDatabase implements SQLExceptionOverride {

	private final HikariDataSource pool;

	ClosedDatabase(HikariDataSource pool) {
		this.pool = pool;
	}

	// The interface has an Override of its own.
	@java.lang.Override
	public Override adjudicate(SQLException failure) {
		if (!isClosed(failure)) {
			return Override.CONTINUE_EVICT;
		}
		HikariPoolMXBean connections = this.pool.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
		return Override.MUST_EVICT;
	}

	private static boolean isClosed(SQLException failure) {
		if (failure.getErrorCode() == ErrorCode.GENERAL_ERROR_1) {
			for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
				if (cause instanceof MVStoreException) {
					return true;
				}
			}
		}
		return failure.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
				|| failure.getErrorCode() == ErrorCode.CONNECTION_BROKEN_1;
	}

}
