package io.wxomedia.provider;

import java.time.Clock;

import io.wxomedia.spending.ProviderLedger;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for what paces calls and keeps them back.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProviderProperties.class)
class PacingConfiguration {

	@Bean
	ProviderPauses providerPauses(JdbcClient jdbc, Clock clock) {
		return new JdbcProviderPauses(jdbc, clock);
	}

	@Bean
	ProviderStates providerStates(ProviderPauses pauses, Clock clock, ProviderProperties properties) {
		return new ProviderStates(pauses, clock, properties.outageWait());
	}

	@Bean
	ProviderPermits providerPermits(JdbcClient jdbc, TransactionTemplate transactions, ProviderLedger ledger,
			Clock clock, ProviderProperties properties) {
		return (properties.imagesPerMinute() != null)
				? new JdbcProviderPermits(jdbc, transactions, ledger, clock, properties::perMinute)
				: new UnlimitedPermits();
	}

	@Bean
	ProviderGate providerGate(ProviderPauses pauses, Clock clock, ProviderProperties properties) {
		return new ProviderGates(pauses, properties.outageWait(), clock);
	}

}
