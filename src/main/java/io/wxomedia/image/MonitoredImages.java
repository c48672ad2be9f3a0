package io.wxomedia.image;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for what is seen of image editing from outside.
 */
@Configuration(proxyBeanMethods = false)
class MonitoredImages {

	@Bean
	MeterBinder batchPoolMetrics(BatchPool pool) {
		return (registry) -> bind(pool, registry);
	}

	private static void bind(BatchPool pool, MeterRegistry registry) {
		Gauge.builder("media.pool.threads", pool, BatchPool::size)
			.description("Threads of a pool on this instance")
			.tag("pool", "batch")
			.register(registry);
		Gauge.builder("media.pool.threads.busy", pool, BatchPool::busy)
			.description("Threads of a pool that are at work")
			.tag("pool", "batch")
			.register(registry);
	}

}
