package io.wxomedia.videowebhook;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.event.EventListener;

/**
 * Counts what came to the webhook, by what became of it.
 */
class WebhookMetrics {

	private final Map<Webhook.Outcome, Counter> counters = new EnumMap<>(Webhook.Outcome.class);

	WebhookMetrics(MeterRegistry registry) {
		for (Webhook.Outcome outcome : Webhook.Outcome.values()) {
			this.counters.put(outcome,
					Counter.builder("media.video.webhooks")
						.description("Webhooks of videos that were answered, by what became of them")
						.tag("outcome", outcome.word())
						.register(registry));
		}
	}

	@EventListener
	void on(WebhookTaken taken) {
		Counter counter = this.counters.get(taken.outcome());
		if (counter != null) {
			counter.increment();
		}
	}

}
