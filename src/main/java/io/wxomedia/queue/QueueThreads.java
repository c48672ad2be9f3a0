package io.wxomedia.queue;

import java.util.concurrent.ThreadPoolExecutor;

import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The threads of a queue.
 */
final class QueueThreads {

	private QueueThreads() {
	}

	static ThreadPoolTaskExecutor create(WorkQueues.Settings settings) {
		// While all threads work, db-scheduler goes on offering what is due. With the
		// embedded database an offer is a hint (the entry is picked when a thread takes
		// it), so the newest hints push out the stale ones instead of being refused. On
		// PostgreSQL entries are picked as they are found, and never more than there are
		// free threads.
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(settings.name() + "-");
		executor.setCorePoolSize(settings.threads());
		executor.setMaxPoolSize(settings.threads());
		executor.setQueueCapacity(3 * settings.threads());
		executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardOldestPolicy());
		executor.initialize();
		return executor;
	}

}
