package io.wxomedia.monitoring;

import java.time.Duration;

import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for the health that is seen from outside.
 */
@Configuration(proxyBeanMethods = false)
class MonitoringConfiguration {

	private static final Duration PATIENCE_OF_PROBES = Duration.ofSeconds(1);

	@Bean
	DatabaseHealth databaseHealthIndicator(JdbcClient jdbc) {
		return new DatabaseHealth(() -> jdbc.sql("select 1").query(Integer.class).single(), PATIENCE_OF_PROBES);
	}

	@Bean
	ReadinessEndpoint readinessEndpoint(HealthEndpoint health) {
		return new ReadinessEndpoint(health);
	}

}
