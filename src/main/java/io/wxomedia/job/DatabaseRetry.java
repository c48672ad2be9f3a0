package io.wxomedia.job;

import java.util.function.Supplier;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs a change in a transaction of its own, and again when the database fails in a way
 * that may pass. Thread-safe.
 */
public final class DatabaseRetry {

	private static final int MOST_ATTEMPTS = 4;

	private final TransactionTemplate transactions;

	private final RetryTemplate retries;

	private DatabaseRetry(TransactionTemplate transactions, RetryTemplate retries) {
		this.transactions = transactions;
		this.retries = retries;
	}

	/**
	 * Return what tries again after every failure that may pass, a broken connection too.
	 * Only for changes that are conditional, so that doing them twice is doing them once,
	 * and that nobody waits for.
	 * @param transactions runs transactions
	 * @return up to four attempts, 0.05 to 0.5 s apart
	 */
	public static DatabaseRetry ofHiccups(TransactionTemplate transactions) {
		return new DatabaseRetry(transactions,
				RetryTemplate.builder()
					.maxAttempts(MOST_ATTEMPTS)
					.exponentialBackoff(50, 3, 1000)
					.retryOn(TransientDataAccessException.class)
					.retryOn(RecoverableDataAccessException.class)
					.retryOn(NonTransientDataAccessResourceException.class)
					.retryOn(CannotCreateTransactionException.class)
					.build());
	}

	/**
	 * Return what tries again after the database has rolled a change back in favour of
	 * another one (a deadlock, a serialization failure): it is surely not done. For any
	 * change; a database that is away is told at once.
	 * @param transactions runs transactions
	 * @return up to four attempts, 0.02 to 0.3 s apart
	 */
	public static DatabaseRetry ofConflicts(TransactionTemplate transactions) {
		return new DatabaseRetry(transactions,
				RetryTemplate.builder()
					.maxAttempts(MOST_ATTEMPTS)
					.exponentialBackoff(20, 3, 300, true)
					.retryOn(ConcurrencyFailureException.class)
					.build());
	}

	/**
	 * Run a change. Not inside of another transaction, which would be rolled back whole.
	 * @param <T> what it returns
	 * @param change the change
	 * @return what the change returned
	 */
	public <T> T inTransaction(Supplier<T> change) {
		return this.retries.execute((context) -> this.transactions.execute((status) -> change.get()));
	}

}
