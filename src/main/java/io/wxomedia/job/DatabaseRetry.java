package io.wxomedia.job;

import java.util.function.Supplier;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs a state change in a transaction, and again when the database hiccups. Only for
 * changes that are conditional, so that doing them twice is doing them once. Thread-safe.
 */
class DatabaseRetry {

	private final TransactionTemplate transactions;

	private final RetryTemplate retries = RetryTemplate.builder()
		.maxAttempts(4)
		.exponentialBackoff(50, 3, 1000)
		.retryOn(TransientDataAccessException.class)
		.retryOn(RecoverableDataAccessException.class)
		.retryOn(NonTransientDataAccessResourceException.class)
		.retryOn(CannotCreateTransactionException.class)
		.build();

	DatabaseRetry(TransactionTemplate transactions) {
		this.transactions = transactions;
	}

	<T> T inTransaction(Supplier<T> change) {
		return this.retries.execute((context) -> this.transactions.execute((status) -> change.get()));
	}

}
