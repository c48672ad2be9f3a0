package io.wxomedia.spending;

import java.math.BigDecimal;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpendingMetrics}.
 */
class SpendingMetricsTests {

	@Test
	void costsOfAModelAddUp() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		SpendingMetrics metrics = new SpendingMetrics(registry);
		metrics.on(new CallPaid("a", new BigDecimal("0.25")));
		metrics.on(new CallPaid("a", new BigDecimal("0.50")));
		metrics.on(new CallPaid("b", BigDecimal.ONE));
		assertThat(registry.scrape().lines()).contains("media_provider_cost_usd_total{model=\"a\"} 0.75",
				"media_provider_cost_usd_total{model=\"b\"} 1.0");
	}

}
