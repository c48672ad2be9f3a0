package io.wxomedia.callback;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.HeldJobs;
import io.wxomedia.job.JobId;
import io.wxomedia.job.KeptJobs;
import io.wxomedia.queue.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down how an attempt went and decides whether another follows, in one transaction
 * with what becomes of its queue entry. The wait between attempts is the queue's.
 */
class AttemptRecorder {

	private static final Logger logger = LoggerFactory.getLogger(AttemptRecorder.class);

	private final DeliveryTable deliveries;

	private final DeliveryEvents events;

	private final AttemptPlan plan;

	private final HeldJobs heldJobs;

	private final KeptJobs keptJobs;

	private final DatabaseRetry database;

	private final Clock clock;

	AttemptRecorder(DeliveryTable deliveries, DeliveryEvents events, AttemptPlan plan, HeldJobs heldJobs,
			KeptJobs keptJobs, TransactionTemplate transactions, Clock clock) {
		this.deliveries = deliveries;
		this.events = events;
		this.plan = plan;
		this.heldJobs = heldJobs;
		this.keptJobs = keptJobs;
		this.database = DatabaseRetry.ofHiccups(transactions);
		this.clock = clock;
	}

	/**
	 * Record an attempt and let its entry go. If that fails, the attempt is made again.
	 * @param made the attempt
	 * @param attempt how it went
	 */
	void record(Made made, Attempt attempt) {
		try {
			Delivery delivery = made.delivery();
			CallbackLog.attempt(delivery, delivery.attempts() + 1, this.plan.most(delivery), attempt);
			if (attempt.succeeded()) {
				settle(made, attempt, DeliveryTable.Outcome.DELIVERED);
				return;
			}
			Optional<Duration> pause = this.plan.waitAfter(delivery, attempt);
			if (pause.isEmpty()) {
				CallbackLog.givenUp(delivery, attempt);
				settle(made, attempt, DeliveryTable.Outcome.DEAD_LETTER);
				return;
			}
			CallbackLog.retrying(delivery, attempt, pause.get());
			Instant next = this.clock.instant().plus(pause.get());
			write(() -> {
				this.heldJobs.hold(delivery.job());
				if (this.deliveries.record(delivery, attempt, made.at(), DeliveryTable.Outcome.PENDING, next)) {
					this.events.attempted(delivery, attempt, DeliveryTable.Outcome.PENDING, next);
				}
				made.entry().again(next);
			});
		}
		catch (RuntimeException ex) {
			made.entry().failed(ex);
		}
		catch (Error ex) {
			// Held by nobody, its heartbeats would go on for ever.
			made.entry().failed(new IllegalStateException("The attempt could not be recorded", ex));
			throw ex;
		}
	}

	private void settle(Made made, Attempt attempt, DeliveryTable.Outcome outcome) {
		JobId job = made.delivery().job();
		write(() -> {
			this.keptJobs.release(job);
			if (this.deliveries.record(made.delivery(), attempt, made.at(), outcome, null)) {
				this.events.attempted(made.delivery(), attempt, outcome, null);
				made.entry().done();
			}
			else {
				// Another run has taken the delivery over, and its entry with it. That
				// entry, or the one of a re-delivery since, must not be removed, nor the
				// job that it needs.
				if (this.deliveries.pending(job).isPresent()) {
					this.keptJobs.keep(job, this.clock.instant());
				}
				made.entry().again(this.clock.instant());
			}
		});
	}

	/**
	 * The job first, as everybody: who deletes it holds it and then wants the delivery. A
	 * recording that the database breaks off would be a callback sent twice, so it is
	 * tried again.
	 */
	private void write(Runnable change) {
		this.database.inTransaction(() -> {
			change.run();
			return true;
		});
	}

	/**
	 * Give an attempt's entry back because the service stops.
	 * @param made the attempt, which does not count
	 */
	void handBack(Made made) {
		logger.info("Handing back the callback of job {}: the service is stopping", made.delivery().job());
		try {
			made.entry().again(this.clock.instant());
		}
		catch (RuntimeException ex) {
			made.entry().failed(ex);
		}
	}

	/**
	 * An attempt that was made.
	 *
	 * @param entry its queue entry
	 * @param delivery the delivery as it was before
	 * @param at when it began
	 */
	record Made(WorkQueue.Held entry, Delivery delivery, Instant at) {

	}

}
