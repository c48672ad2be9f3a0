package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration for durable queues.
 */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

	@Bean
	DurableQueues workQueues(DataSource dataSource, Clock clock, QueueProperties properties) {
		ShutdownGrace grace = new ShutdownGrace(Duration.ofSeconds(properties.shutdownGraceSeconds()), clock);
		return new DurableQueues(dataSource, clock, grace, properties.role());
	}

	@Bean
	QueueMetrics queueMetrics(DurableQueues queues, MeterRegistry registry) {
		return new QueueMetrics(queues, registry);
	}

}
