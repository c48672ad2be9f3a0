package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Clock;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.monitoring.Reading;
import io.wxomedia.monitoring.Readings;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Adds up what provider calls cost, once that is committed, and shows what the day's
 * budget is used by.
 */
class SpendingMetrics {

	private final MeterRegistry registry;

	SpendingMetrics(MeterRegistry registry, Readings readings, DaysSpending days, @Nullable BigDecimal perDay,
			Clock clock) {
		this.registry = registry;
		Reading<DaysSpending.Commitment> today = readings.of("the day's spending",
				() -> days.committed(clock.instant()));
		Gauge
			.builder("media.spending.today", today,
					(last) -> last.value((found) -> found.spent().add(found.reserved()).doubleValue()))
			.description("What this UTC day's calls cost or may cost, over all instances")
			.baseUnit("usd")
			.register(registry);
		double budget = (perDay != null) ? perDay.doubleValue() : Double.NaN;
		Gauge.builder("media.spending.budget", () -> budget)
			.description("What a UTC day's calls may cost; not a number without a budget")
			.baseUnit("usd")
			.register(registry);
	}

	@TransactionalEventListener(fallbackExecution = true)
	void on(CallPaid paid) {
		Counter.builder("media.provider.cost")
			.description("What calls to the provider cost")
			.baseUnit("usd")
			.tag("model", paid.model())
			.register(this.registry)
			.increment(paid.costUsd().doubleValue());
	}

}
