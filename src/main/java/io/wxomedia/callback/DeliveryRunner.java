package io.wxomedia.callback;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.CallbackRenewal;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes one attempt to deliver a callback, and decides whether another follows. The wait
 * between attempts is the queue's: no thread is held. An attempt that a crash cut short
 * is made again, with the same id and bytes.
 */
class DeliveryRunner implements WorkQueue.Worker {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryRunner.class);

	private final DeliveryTable deliveries;

	private final CallbackSender sender;

	private final TunnelRewrite rewrite;

	private final AttemptPlan plan;

	private final ReceiverTurns turns;

	private final CallbackRenewal renewal;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final TransactionTemplate transactions;

	private final Clock clock;

	DeliveryRunner(DeliveryTable deliveries, CallbackSender sender, TunnelRewrite rewrite, AttemptPlan plan,
			ReceiverTurns turns, CallbackRenewal renewal, PayloadStore payloads, JsonMapper json,
			TransactionTemplate transactions, Clock clock) {
		this.deliveries = deliveries;
		this.sender = sender;
		this.rewrite = rewrite;
		this.plan = plan;
		this.turns = turns;
		this.renewal = renewal;
		this.payloads = payloads;
		this.json = json;
		this.transactions = transactions;
		this.clock = clock;
	}

	@Override
	public Next run(WorkQueue.Entry entry) throws IOException, InterruptedException {
		Optional<Delivery> pending = this.deliveries.pending(JobId.of(entry.id()));
		if (pending.isEmpty()) {
			return new Next.Done();
		}
		URI target = this.rewrite.apply(pending.get().url());
		return this.turns.run(Receiver.of(target), () -> attempt(entry, pending.get(), target));
	}

	private FixedBody currentBody(Delivery delivery) throws LinkNotRenewed {
		Instant expires = delivery.linkExpiresAt();
		if (expires == null || expires.isAfter(this.clock.instant())) {
			return delivery.body();
		}
		CallbackMessage message = renew(delivery.job());
		FixedBody body = FixedBody.of(message, this.json);
		this.deliveries.renew(delivery.job(), body, message.linkExpiresAt());
		return body;
	}

	private CallbackMessage renew(JobId job) throws LinkNotRenewed {
		try {
			return this.renewal.renew(job);
		}
		catch (DataAccessException | TransactionException ex) {
			// The database is what failed: that says nothing about the link.
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new LinkNotRenewed(ex);
		}
	}

	private Next attempt(WorkQueue.Entry entry, Delivery delivery, URI target)
			throws IOException, InterruptedException {
		if (delivery.attempts() == delivery.earlierAttempts()) {
			CallbackLog.begin(delivery, target);
		}
		Instant now = this.clock.instant();
		Attempt attempt = send(delivery, target, now);
		if (attempt.status() == null && Thread.currentThread().isInterrupted()) {
			throw new InterruptedException("The attempt was cut short because the service stops");
		}
		int number = delivery.attempts() + 1;
		CallbackLog.attempt(delivery, number, this.plan.most(delivery), attempt);
		if (attempt.succeeded()) {
			return settle(entry, delivery, attempt, now, DeliveryTable.Outcome.DELIVERED);
		}
		Optional<Duration> pause = this.plan.waitAfter(delivery, attempt);
		if (pause.isEmpty()) {
			CallbackLog.givenUp(delivery, attempt);
			return settle(entry, delivery, attempt, now, DeliveryTable.Outcome.DEAD_LETTER);
		}
		CallbackLog.retrying(delivery, attempt, pause.get());
		Instant next = this.clock.instant().plus(pause.get());
		this.transactions.executeWithoutResult(
				(status) -> this.deliveries.record(delivery, attempt, now, DeliveryTable.Outcome.PENDING, next));
		return new Next.Again(next);
	}

	private Attempt send(Delivery delivery, URI target, Instant now) throws IOException {
		Map<String, String> headers = Map.of("webhook-id", delivery.job().toString(), "webhook-timestamp",
				Long.toString(now.getEpochSecond()));
		try {
			return this.sender.send(target, headers, new StoredBody(currentBody(delivery), this.payloads));
		}
		catch (PayloadNotFound ex) {
			return Attempt.failed("the result is no longer kept", Duration.ZERO);
		}
		catch (LinkNotRenewed ex) {
			logger.warn("The link of job {} could not be signed anew", delivery.job(), ex);
			return Attempt.failed("the link to the result could not be signed anew; the service's log says why",
					Duration.ZERO);
		}
	}

	private Next settle(WorkQueue.Entry entry, Delivery delivery, Attempt attempt, Instant at,
			DeliveryTable.Outcome outcome) {
		boolean settled = Boolean.TRUE.equals(this.transactions.execute((status) -> {
			boolean recorded = this.deliveries.record(delivery, attempt, at, outcome, null);
			if (recorded) {
				entry.done();
			}
			return recorded;
		}));
		// Otherwise another run has taken the delivery over, and its entry with it. That
		// entry, or the one of a re-delivery since, must not be removed by this run.
		return settled ? new Next.Done() : new Next.Again(this.clock.instant());
	}

	/**
	 * The storage is not configured any more, for instance. It counts as a failed
	 * attempt: the callback must not stay pending for ever.
	 */
	private static final class LinkNotRenewed extends Exception {

		private static final long serialVersionUID = 1L;

		LinkNotRenewed(RuntimeException cause) {
			super("The link cannot be signed anew", cause);
		}

	}

}
