package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wxomedia.monitoring.ControlledReadings;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpendingMetrics}.
 */
class SpendingMetricsTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));

	private final ControlledReadings readings = new ControlledReadings(this.clock);

	private final TestDatabase database = TestDatabase.h2();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void costsOfAModelAddUp() {
		SpendingMetrics metrics = metrics(null);
		metrics.on(new CallPaid("a", new BigDecimal("0.25")));
		metrics.on(new CallPaid("a", new BigDecimal("0.50")));
		metrics.on(new CallPaid("b", BigDecimal.ONE));
		assertThat(this.registry.scrape().lines()).contains("media_provider_cost_usd_total{model=\"a\"} 0.75",
				"media_provider_cost_usd_total{model=\"b\"} 1.0");
	}

	@Test
	void daysSpendingIsThatOfTheLedger() {
		SpendingMetrics metrics = metrics(new BigDecimal("2.50"));
		CostEstimates estimates = new CostEstimates(this.database.jdbc(), PriceTable.with("cheap=1/1/100"));
		ProviderLedger ledger = new JdbcProviderLedger(this.database.jdbc(), this.clock, estimates,
				(event) -> metrics.on((CallPaid) event));
		UUID call = ledger.start("alice", UUID.randomUUID(), 0, 1,
				new PricedCall(new ProviderModel("openai", "cheap"), "medium", "auto"));
		ledger.completed(call, new PricedCall(new ProviderModel("openai", "cheap"), "medium", "auto"),
				new ProviderLedger.Receipt(null, 0L, 0L, 5_000L), UUID.randomUUID());
		this.readings.refresh();
		assertThat(this.registry.scrape().lines()).contains("media_spending_today_usd 0.5",
				"media_spending_budget_usd 2.5", "media_provider_cost_usd_total{model=\"cheap\"} 0.5");
	}

	@Test
	void withoutABudgetThereIsNoNumber() {
		metrics(null);
		assertThat(this.registry.scrape().lines()).contains("media_spending_budget_usd NaN");
	}

	private SpendingMetrics metrics(@Nullable BigDecimal perDay) {
		return new SpendingMetrics(this.registry, this.readings, new DaysSpending(this.database.jdbc()), perDay,
				this.clock);
	}

}
