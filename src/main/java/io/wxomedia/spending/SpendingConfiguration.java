package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.monitoring.Readings;
import io.wxomedia.rules.CallerRules;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Configuration for what is spent.
 */
@Configuration(proxyBeanMethods = false)
class SpendingConfiguration {

	@Bean
	CostEstimates costEstimates(JdbcClient jdbc, SpendingProperties properties) {
		return new CostEstimates(jdbc, properties.priceTable());
	}

	@Bean
	DaysSpending daysSpending(JdbcClient jdbc) {
		return new DaysSpending(jdbc);
	}

	@Bean
	ProviderLedger providerLedger(JdbcClient jdbc, Clock clock, CostEstimates estimates,
			ApplicationEventPublisher events) {
		return new JdbcProviderLedger(jdbc, clock, estimates, events);
	}

	@Bean
	DailyBudget dailyBudget(JdbcClient jdbc, Clock clock, DaysSpending days, CostEstimates estimates,
			SpendingProperties properties) {
		BigDecimal perDay = properties.dailyBudgetUsd();
		return (perDay != null) ? new JdbcDailyBudget(jdbc, clock, days, estimates, perDay) : new UnlimitedBudget();
	}

	@Bean
	CallBudget callBudget(DailyBudget day, ObjectProvider<CallerRules> rules, DaysSpending days,
			CostEstimates estimates, JdbcClient jdbc, Clock clock) {
		return new CallersBudget(day, rules.getIfAvailable(() -> CallerRules.NONE), days, estimates,
				new SpendingLock(jdbc), clock);
	}

	@Bean
	SpendingMetrics spendingMetrics(MeterRegistry registry, Readings readings, DaysSpending days,
			SpendingProperties properties, Clock clock) {
		return new SpendingMetrics(registry, readings, days, properties.dailyBudgetUsd(), clock);
	}

}
