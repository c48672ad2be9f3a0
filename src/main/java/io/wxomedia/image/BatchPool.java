package io.wxomedia.image;

import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The threads that work on the images of all batches of this instance, so that batches
 * together are bounded too.
 */
class BatchPool implements AutoCloseable {

	private final ThreadPoolTaskExecutor executor;

	private final int size;

	BatchPool(int size) {
		this.size = size;
		this.executor = new ThreadPoolTaskExecutor();
		this.executor.setThreadNamePrefix("batch-");
		this.executor.setCorePoolSize(size);
		this.executor.setMaxPoolSize(size);
		this.executor.initialize();
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

	<T> CompletionService<T> completionService() {
		return new ExecutorCompletionService<>(this.executor);
	}

	@Override
	public void close() {
		this.executor.getThreadPoolExecutor().shutdownNow();
	}

}
