package io.wxomedia.credits;

import java.time.Clock;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Configuration for credits.
 */
@Configuration(proxyBeanMethods = false)
class CreditsConfiguration {

	@Bean
	CreditBooks creditBooks(JdbcClient jdbc, DataSource dataSource, Clock clock) {
		return new CreditBooks(jdbc, new JdbcTemplate(dataSource), clock);
	}

	@Bean
	JdbcCredits credits(CreditBooks books, TransactionTemplate transactions, ApplicationEventPublisher events,
			CreditsProperties properties) {
		return new JdbcCredits(books, transactions, events, properties.initial());
	}

	@Bean
	CreditsMetrics creditsMetrics(MeterRegistry registry) {
		return new CreditsMetrics(registry);
	}

	@Bean
	CreditGrants creditGrants(CreditBooks books, JdbcCredits credits, TransactionTemplate transactions) {
		return new CreditGrants(books, credits, transactions);
	}

}
