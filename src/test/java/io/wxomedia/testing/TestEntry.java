package io.wxomedia.testing;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A queue entry that is in no queue.
 *
 * @param id identifies the entry
 * @param held what becomes of it if it is held
 */
public record TestEntry(String id, CompletableFuture<Next> held) implements WorkQueue.Entry {

	/**
	 * Create an entry.
	 * @param id identifies the entry
	 */
	public TestEntry(String id) {
		this(id, new CompletableFuture<>());
	}

	@Override
	public void done() {
		// It is in no queue.
	}

	@Override
	public WorkQueue.Held hold(Runnable cut) {
		CompletableFuture<Next> end = this.held;
		return new WorkQueue.Held() {

			@Override
			public void done() {
				afterCommit(() -> end.complete(new Next.Done()));
			}

			@Override
			public void again(Instant at) {
				afterCommit(() -> end.complete(new Next.Again(at)));
			}

			@Override
			public void failed(Exception cause) {
				end.completeExceptionally(cause);
			}

		};
	}

	private static void afterCommit(Runnable action) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			action.run();
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

	/**
	 * Let a worker run the entry to the end of its work.
	 * @param worker the worker
	 * @return what becomes of the entry
	 * @throws Exception if the worker throws it, at once or in the end
	 */
	public Next runBy(WorkQueue.Worker worker) throws Exception {
		Next next = worker.run(this);
		return (next instanceof Next.Held) ? this.held.get(1, TimeUnit.MINUTES) : next;
	}

}
