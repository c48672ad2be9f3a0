package io.wxomedia.spending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Adds up what provider calls cost, once that is committed.
 */
class SpendingMetrics {

	private final MeterRegistry registry;

	SpendingMetrics(MeterRegistry registry) {
		this.registry = registry;
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
