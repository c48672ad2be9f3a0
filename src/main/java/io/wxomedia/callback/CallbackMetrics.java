package io.wxomedia.callback;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wxomedia.monitoring.Reading;
import io.wxomedia.monitoring.Readings;

import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Times attempts to deliver callbacks, and counts those that are given up.
 */
class CallbackMetrics {

	private static final Duration[] BUCKETS = { Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
			Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
			Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(1) };

	private final Map<CallbackAttempted.Result, Timer> attempts = new EnumMap<>(CallbackAttempted.Result.class);

	private final Counter deadLetters;

	CallbackMetrics(MeterRegistry registry, Readings readings, DeliveryTable deliveries, ReceiverTurns turns) {
		for (CallbackAttempted.Result result : CallbackAttempted.Result.values()) {
			this.attempts.put(result,
					Timer.builder("media.callback.attempt")
						.description("Attempts to deliver a callback")
						.tag("outcome", result.word())
						.serviceLevelObjectives(BUCKETS)
						.register(registry));
		}
		Gauge.builder("media.callback.attempts.active", turns, ReceiverTurns::taken)
			.description("Attempts to deliver a callback that are under way on this instance")
			.register(registry);
		this.deadLetters = Counter.builder("media.dead.letters")
			.description("Callbacks that were given up")
			.register(registry);
		Reading<DeliveryTable.Undelivered> kept = readings.of("the callbacks", deliveries::undelivered);
		Gauge.builder("media.callbacks.pending", kept, (last) -> last.value(DeliveryTable.Undelivered::pending))
			.description("Callbacks with an attempt to come, over all instances")
			.register(registry);
		Gauge.builder("media.dead.letters.kept", kept, (last) -> last.value(DeliveryTable.Undelivered::deadLetters))
			.description("Callbacks that were given up and can be sent again, over all instances")
			.register(registry);
	}

	@TransactionalEventListener(fallbackExecution = true)
	void on(CallbackAttempted attempted) {
		Objects.requireNonNull(this.attempts.get(attempted.result())).record(attempted.duration());
		if (attempted.givenUp()) {
			this.deadLetters.increment();
		}
	}

}
