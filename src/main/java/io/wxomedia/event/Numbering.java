package io.wxomedia.event;

import java.util.ArrayList;
import java.util.List;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives events their numbers.
 * <p>
 * Numbers that a sequence gives become visible out of order, so a reader that saw 12
 * could miss 11 for ever; a lock that is held until the commit would make all jobs take
 * turns. Instead, whoever reads numbers what is committed first, under a lock that only
 * readers take. What commits later gets a greater number, however old its transaction is.
 * Numbers ascend; some are never given. Thread-safe, and safe beside other instances.
 */
class Numbering {

	/**
	 * So that one transaction stays short.
	 */
	private static final int NUMBERED_AT_ONCE = 500;

	private static final int NOT_THIS_WAY = -1;

	private final JdbcClient jdbc;

	private final JdbcOperations operations;

	private final TransactionTemplate transactions;

	private final boolean embedded;

	/**
	 * Give numbers in a database.
	 * @param operations reach the database
	 * @param transactions runs transactions
	 * @param embedded whether it is the embedded database, where to hold a row costs more
	 * than to change it
	 */
	Numbering(JdbcOperations operations, TransactionTemplate transactions, boolean embedded) {
		this.jdbc = JdbcClient.create(operations);
		this.operations = operations;
		this.transactions = transactions;
		this.embedded = embedded;
	}

	/**
	 * Give a number to every event that is committed and has none, and is not just being
	 * deleted with its job.
	 */
	void number() {
		boolean more = true;
		while (more) {
			more = numberSome() == NUMBERED_AT_ONCE;
		}
	}

	private int numberSome() {
		if (!hasUnnumbered()) {
			return 0;
		}
		if (this.embedded) {
			try {
				int numbered = this.transactions.execute((status) -> numberRange(lock(), status));
				if (numbered != NOT_THIS_WAY) {
					return numbered;
				}
			}
			catch (ConcurrencyFailureException ex) {
				// Somebody deletes some of them in another order; the other way passes
				// them by.
			}
		}
		return this.transactions.execute((status) -> numberHeld(lock()));
	}

	private boolean hasUnnumbered() {
		return this.jdbc.sql("select entry from job_event where seq is null limit 1")
			.query(Long.class)
			.optional()
			.isPresent();
	}

	private long lock() {
		return this.jdbc.sql("select last_seq from job_event_end where id = 1 for update").query(Long.class).single();
	}

	/**
	 * Number what lies between the first and the last of some, in one statement.
	 */
	private int numberRange(long end, TransactionStatus status) {
		// Looked for only now: somebody else may have numbered them while this one waited
		// for the lock.
		Range range = this.jdbc.sql("""
				select count(*) as events, min(entry) as first_entry, max(entry) as last_entry from (
					select entry from job_event where seq is null order by seq, entry limit :limit) unnumbered
				""")
			.param("limit", NUMBERED_AT_ONCE)
			.query((row, index) -> new Range(row.getInt("events"), row.getLong("first_entry"),
					row.getLong("last_entry")))
			.single();
		if (range.events() == 0) {
			return 0;
		}
		long ahead = end + 1 - range.first();
		this.operations.update("update job_event set seq = entry + ? where seq is null and entry between ? and ?",
				ahead, range.first(), range.last());
		if (hasUnnumberedBefore(range.first())) {
			// Committed after the first was looked for. If the same transaction wrote
			// what lies within as well, its events would change their order.
			status.setRollbackOnly();
			return NOT_THIS_WAY;
		}
		keepEnd(range.last() + ahead);
		return range.events();
	}

	private boolean hasUnnumberedBefore(long entry) {
		return this.jdbc.sql("select entry from job_event where seq is null and entry < :entry limit 1")
			.param("entry", entry)
			.query(Long.class)
			.optional()
			.isPresent();
	}

	/**
	 * Number some one by one, without those that somebody else holds: who deletes jobs
	 * holds their events in an order of its own, so this must not wait for one while it
	 * holds others.
	 */
	private int numberHeld(long end) {
		List<Long> entries = this.jdbc.sql(
				"select entry from job_event where seq is null order by seq, entry limit :limit for update skip locked")
			.param("limit", NUMBERED_AT_ONCE)
			.query(Long.class)
			.list();
		if (entries.isEmpty()) {
			return 0;
		}
		long last = end;
		List<Object[]> numbers = new ArrayList<>(entries.size());
		for (Long entry : entries) {
			numbers.add(new Object[] { ++last, entry });
		}
		this.operations.batchUpdate("update job_event set seq = ? where entry = ?", numbers);
		keepEnd(last);
		return entries.size();
	}

	private void keepEnd(long last) {
		this.operations.update("update job_event_end set last_seq = ? where id = 1", last);
	}

	/**
	 * Events that have no number.
	 *
	 * @param events how many
	 * @param first the first entry
	 * @param last the last entry
	 */
	private record Range(int events, long first, long last) {

	}

}
