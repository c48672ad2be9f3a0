package io.wxomedia.generation;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.trace.TraceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.TransactionException;

/**
 * Submits orders and tells providers that something is not wanted any more. A submission
 * runs on a thread of its own: whoever waits for it can be interrupted, and its answer is
 * written down all the same, for ten seconds more. Thread-safe.
 */
class Submissions implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Submissions.class);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(10);

	private static final Duration AT_A_STOP = Duration.ofSeconds(5);

	private final RemoteCallTable table;

	private final Clock clock;

	private final ExecutorService threads = Executors.newCachedThreadPool(threads("submission-"));

	private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(threads("submissions-"));

	Submissions(RemoteCallTable table, Clock clock) {
		this.table = table;
		this.clock = clock;
	}

	private static CustomizableThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Submit an order whose row is written.
	 * @return the call that was accepted; that is written down
	 * @throws CallFailure if it was not accepted, or nobody knows
	 */
	RemoteCall submit(VideoMaker maker, VideoOrder order, UUID row, Runnable beforeSent) throws CallFailure {
		Future<RemoteCall> answer = this.threads.submit(TraceScope.carry(() -> {
			RemoteCall call = maker.submit(order, row, PATIENCE, beforeSent);
			accepted(maker, row, call);
			return call;
		}));
		try {
			return answer.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof CallFailure failure) {
				throw failure;
			}
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException("A submission ended in an unknown way", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.watch.schedule(() -> answer.cancel(true), AFTER_INTERRUPT.toMillis(), TimeUnit.MILLISECONDS);
			throw new CallFailure(Kind.ANSWER_LOST,
					maker.seller() + "'s answer was not waited for: the call was interrupted", null, null, ex);
		}
	}

	private void accepted(VideoMaker maker, UUID row, RemoteCall call) {
		try {
			if (!this.table.accept(row, call, this.clock.instant().plus(maker.pauseAfter(0)))
					&& !this.table.address(row, call) && !isKnown(row, call)) {
				logger.info("{} accepted request {}, which nobody wants any more", maker.seller(), call.requestId());
				maker.cancel(call);
				maker.forget(call);
			}
		}
		catch (DataAccessException | TransactionException ex) {
			logger.warn("That {} accepted request {} could not be noted yet", maker.seller(), call.requestId(), ex);
		}
	}

	/**
	 * Return whether the call was taken down before its answer came: whoever did not want
	 * it then has cancelled it by its name.
	 */
	private boolean isKnown(UUID row, RemoteCall call) {
		return this.table.find(row)
			.map(RemoteRow::call)
			.filter((known) -> known.requestId().equals(call.requestId()))
			.isPresent();
	}

	/**
	 * Tell a provider in the background that a call is not wanted any more.
	 */
	void cancel(VideoMaker maker, RemoteCall call) {
		try {
			this.threads.submit(TraceScope.carry(() -> {
				maker.cancel(call);
				maker.forget(call);
				return call;
			}));
		}
		catch (RejectedExecutionException ex) {
			logger.info("{} is not told that request {} is not wanted: the service stops", maker.seller(),
					call.requestId());
		}
	}

	/**
	 * What was answered in the last moment is written down.
	 */
	@Override
	public void close() {
		this.threads.shutdown();
		try {
			if (!this.threads.awaitTermination(AT_A_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
				this.threads.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.threads.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.watch.shutdownNow();
	}

}
