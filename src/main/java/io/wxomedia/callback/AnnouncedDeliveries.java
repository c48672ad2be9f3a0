package io.wxomedia.callback;

import java.time.Clock;
import java.time.Instant;

import io.wxomedia.exchange.Attempt;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deliveries whose attempts are announced once they are written down.
 */
class AnnouncedDeliveries extends DeliveryTable {

	private final ApplicationEventPublisher events;

	AnnouncedDeliveries(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events) {
		super(jdbc, clock);
		this.events = events;
	}

	@Override
	boolean record(Delivery delivery, Attempt attempt, Instant attemptedAt, Outcome outcome,
			@Nullable Instant nextAttemptAt) {
		boolean recorded = super.record(delivery, attempt, attemptedAt, outcome, nextAttemptAt);
		if (recorded) {
			this.events.publishEvent(CallbackAttempted.of(attempt, outcome == Outcome.DEAD_LETTER));
		}
		return recorded;
	}

}
