package io.wxomedia.callback;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.JobId;
import io.wxomedia.recent.Recent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Deliveries whose attempts are announced once they are written down. Most deliveries are
 * begun at once, by the instance that wrote them: that need not read them again.
 */
class AnnouncedDeliveries extends DeliveryTable {

	/**
	 * Less than any pause after an attempt, so that what is remembered is what stands
	 * there, whichever instance made one.
	 */
	private static final Duration JUST_NOW = Duration.ofMillis(250);

	private static final int MOST_REMEMBERED = 64;

	private final ApplicationEventPublisher events;

	private final Recent<JobId, Delivery> written = new Recent<>(MOST_REMEMBERED, JUST_NOW);

	AnnouncedDeliveries(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events) {
		super(jdbc, clock);
		this.events = events;
	}

	@Override
	void insert(Delivery delivery) {
		super.insert(delivery);
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				AnnouncedDeliveries.this.written.put(delivery.job(), delivery);
			}

		});
	}

	@Override
	Optional<Delivery> due(JobId job) {
		return this.written.take(job).or(() -> super.due(job));
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
