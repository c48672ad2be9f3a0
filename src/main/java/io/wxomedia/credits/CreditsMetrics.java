package io.wxomedia.credits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Counts credits that were captured, once that is committed.
 */
class CreditsMetrics {

	private final Counter captured;

	CreditsMetrics(MeterRegistry registry) {
		this.captured = Counter.builder("media.credits.captured")
			.description("Credits that were used up")
			.register(registry);
	}

	@TransactionalEventListener(fallbackExecution = true)
	void on(CreditsCaptured event) {
		this.captured.increment(event.amount());
	}

}
