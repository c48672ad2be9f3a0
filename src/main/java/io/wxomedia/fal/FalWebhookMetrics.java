package io.wxomedia.fal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts fal's webhooks by what they were answered. Thread-safe.
 */
class FalWebhookMetrics {

	/**
	 * What became of a webhook that was taken, and the codes of those that were not.
	 */
	private static final List<String> OUTCOMES = List.of("accepted", "duplicate", "not_found", "invalid_signature",
			"invalid_webhook", "keys_unavailable");

	private final Map<String, Counter> counters = new HashMap<>();

	FalWebhookMetrics(MeterRegistry registry) {
		for (String outcome : OUTCOMES) {
			this.counters.put(outcome,
					Counter.builder("media.fal.webhooks")
						.description("Webhooks of fal that were answered, by what became of them")
						.tag("outcome", outcome)
						.register(registry));
		}
	}

	void count(String outcome) {
		Counter counter = this.counters.get(outcome);
		if (counter != null) {
			counter.increment();
		}
	}

}
