package io.wxomedia.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * How many threads of each queue are there, and how many of them work.
 */
class QueueMetrics implements SmartInitializingSingleton {

	private final DurableQueues queues;

	private final MeterRegistry registry;

	QueueMetrics(DurableQueues queues, MeterRegistry registry) {
		this.queues = queues;
		this.registry = registry;
	}

	/**
	 * Every queue is made by then.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		for (DurableQueue queue : this.queues.all()) {
			Gauge.builder("media.pool.threads", queue, DurableQueue::threads)
				.description("Threads of a pool on this instance")
				.tag("pool", queue.name())
				.register(this.registry);
			Gauge.builder("media.pool.threads.busy", queue, DurableQueue::busy)
				.description("Threads of a pool that are at work")
				.tag("pool", queue.name())
				.register(this.registry);
		}
	}

}
