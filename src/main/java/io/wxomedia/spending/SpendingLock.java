package io.wxomedia.spending;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes all instances take turns while one of them looks at a budget and begins a call.
 * Thread-safe.
 */
class SpendingLock {

	private final JdbcClient jdbc;

	SpendingLock(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Take the turn until the caller's transaction ends. The job's row comes before it.
	 */
	void take() {
		this.jdbc.sql("select id from spending_lock where id = 1 for update").query(Integer.class).single();
	}

}
