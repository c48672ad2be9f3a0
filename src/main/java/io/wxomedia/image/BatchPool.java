package io.wxomedia.image;

import java.time.Duration;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The threads that work on the images of all batches of this instance, so that batches
 * together are bounded too and share them fairly.
 */
class BatchPool implements AutoCloseable {

	/**
	 * For those that write down what was paid for, as the queue gives single jobs.
	 */
	private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(3);

	private final ThreadPoolTaskExecutor executor;

	private final FairTurns turns;

	private final int size;

	BatchPool(int size) {
		this.size = size;
		this.executor = new ThreadPoolTaskExecutor();
		this.executor.setThreadNamePrefix("batch-");
		this.executor.setCorePoolSize(size);
		this.executor.setMaxPoolSize(size);
		this.executor.initialize();
		this.turns = new FairTurns(this.executor);
	}

	/**
	 * Return how many images are worked on at once.
	 */
	int size() {
		return this.size;
	}

	int busy() {
		return this.executor.getActiveCount();
	}

	/**
	 * Return what the images of one batch are given to. Batches take turns.
	 */
	<T> CompletionService<T> completionService() {
		return new ExecutorCompletionService<>(this.turns.line());
	}

	@Override
	public void close() {
		ThreadPoolExecutor threads = this.executor.getThreadPoolExecutor();
		threads.shutdownNow();
		try {
			threads.awaitTermination(AFTER_INTERRUPT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
