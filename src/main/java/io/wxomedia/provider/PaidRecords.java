package io.wxomedia.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.retry.support.RetryTemplateBuilder;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down what was paid for, even while the service stops and while the database is
 * away. Thread-safe.
 */
class PaidRecords {

	private static final Logger logger = LoggerFactory.getLogger(PaidRecords.class);

	/**
	 * Ends with the service only: what was paid for is not let go because the database is
	 * away for long or the disk is full.
	 */
	private final RetryTemplate retries = retries(RetryTemplate.builder().infiniteRetry());

	/**
	 * For about half a minute in all.
	 */
	private final RetryTemplate retriesWhileStopping = retries(RetryTemplate.builder().maxAttempts(10));

	/**
	 * A payload that is kept in the database fails with an IOException when that hiccups.
	 */
	private static RetryTemplate retries(RetryTemplateBuilder attempts) {
		return attempts.exponentialBackoff(100, 2, 8000)
			.retryOn(TransientDataAccessException.class)
			.retryOn(RecoverableDataAccessException.class)
			.retryOn(NonTransientDataAccessResourceException.class)
			.retryOn(CannotCreateTransactionException.class)
			.retryOn(IOException.class)
			.build();
	}

	/**
	 * Write something down. A thread that is interrupted stays so.
	 * @param <T> what comes of it
	 * @param writing what is written; it may be tried several times
	 * @return what comes of it
	 * @throws IOException if it fails for good
	 * @throws InterruptedException if the service stops and it cannot be written
	 */
	<T extends @Nullable Object> T write(Writing<T> writing) throws IOException, InterruptedException {
		boolean stopping = Thread.interrupted();
		try {
			if (!stopping) {
				try {
					return write(writing, this.retries);
				}
				catch (BackOffInterruptedException ex) {
					// Perhaps it was the stop itself that broke the writing off.
					stopping = true;
					Thread.interrupted();
				}
			}
			return write(writing, this.retriesWhileStopping);
		}
		catch (BackOffInterruptedException ex) {
			InterruptedException stopped = new InterruptedException("Interrupted while a result could not be stored");
			stopped.initCause(ex);
			throw stopped;
		}
		finally {
			if (stopping) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static <T extends @Nullable Object> T write(Writing<T> writing, RetryTemplate retries) throws IOException {
		return retries.execute((context) -> {
			if (context.getRetryCount() == 1) {
				logger.warn("What a paid call gave cannot be written down yet; trying on: {}",
						String.valueOf(context.getLastThrowable()));
			}
			return writing.write();
		});
	}

	/**
	 * Write several things down, all or none.
	 * @param <T> what comes of it
	 * @param transactions the database
	 * @param writing what is written
	 * @return what comes of it
	 * @throws IOException if it cannot be written; a database that goes away does not
	 * roll back either. Should it have committed after all, the sweep removes what is not
	 * named
	 */
	static <T> T inTransaction(TransactionTemplate transactions, Writing<T> writing) throws IOException {
		try {
			return transactions.execute((status) -> {
				try {
					return writing.write();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
		catch (UncheckedIOException ex) {
			throw Objects.requireNonNull(ex.getCause());
		}
		catch (TransactionException ex) {
			throw new IOException("What a paid call gave could not be stored", ex);
		}
	}

	static PayloadId store(PayloadStore payloads, Answer.Content content) throws IOException {
		payloads.space().makeRoomFor(content.length());
		try (PayloadWriter payload = payloads.create()) {
			content.writeTo(payload);
			payload.commit();
			payloads.space().stored(content.length());
			return payload.id();
		}
	}

	/**
	 * Something to be written down.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Writing<T extends @Nullable Object> {

		T write() throws IOException;

	}

}
