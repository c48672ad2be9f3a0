package io.wxomedia.spending;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for what is spent.
 */
@Configuration(proxyBeanMethods = false)
class SpendingConfiguration {

	@Bean
	ProviderLedger providerLedger(JdbcClient jdbc, Clock clock, SpendingProperties properties) {
		return new JdbcProviderLedger(jdbc, clock, properties);
	}

	@Bean
	SpendingMetrics spendingMetrics(MeterRegistry registry) {
		return new SpendingMetrics(registry);
	}

	@Bean
	ProviderPermits providerPermits(JdbcClient jdbc, TransactionTemplate transactions, Clock clock,
			SpendingProperties properties) {
		Integer perMinute = properties.imagesPerMinute();
		return (perMinute != null) ? new JdbcProviderPermits(jdbc, transactions, clock, perMinute)
				: new UnlimitedPermits();
	}

}
