package io.wxomedia.callback;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.destination.DestinationRefused;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.exchange.AttemptUnderWay;
import io.wxomedia.exchange.Trouble;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.CallbackRenewal;
import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadDamaged;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.trace.TraceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Begins one attempt to deliver a callback. While it is under way its entry stays owned
 * and no thread is held; {@link AttemptRecorder} says what follows. An attempt that a
 * crash cut short is made again, with the same id and bytes.
 */
class DeliveryRunner implements WorkQueue.Worker {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryRunner.class);

	/**
	 * A header, as receivers refuse fields that the body did not have before.
	 */
	private static final String FALLBACK_REASON = "x-fallback-reason";

	private final DeliveryTable deliveries;

	private final AttemptSender sender;

	private final TunnelRewrite rewrite;

	private final ReceiverTurns turns;

	private final CallbackRenewal renewal;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final AttemptRecorder recorder;

	private final Clock clock;

	DeliveryRunner(DeliveryTable deliveries, AttemptSender sender, TunnelRewrite rewrite, AttemptRecorder recorder,
			ReceiverTurns turns, CallbackRenewal renewal, PayloadStore payloads, JsonMapper json, Clock clock) {
		this.deliveries = deliveries;
		this.sender = sender;
		this.rewrite = rewrite;
		this.turns = turns;
		this.renewal = renewal;
		this.payloads = payloads;
		this.json = json;
		this.recorder = recorder;
		this.clock = clock;
	}

	@Override
	public Next run(WorkQueue.Entry entry) throws IOException {
		Optional<Delivery> pending = this.deliveries.due(JobId.of(entry.id()));
		if (pending.isEmpty()) {
			return new Next.Done();
		}
		URI target = this.rewrite.apply(pending.get().url());
		ReceiverTurns.Turn turn = this.turns.begin(Receiver.of(target));
		if (turn instanceof ReceiverTurns.Place place) {
			return begin(entry, pending.get(), target, place);
		}
		return new Next.Again(((ReceiverTurns.Later) turn).at());
	}

	private Next begin(WorkQueue.Entry entry, Delivery delivery, URI target, ReceiverTurns.Place place)
			throws IOException {
		boolean begun = false;
		try {
			if (delivery.attempts() == delivery.earlierAttempts()) {
				CallbackLog.begin(delivery, target);
			}
			Instant now = this.clock.instant();
			AttemptUnderWay attempt = prepare(delivery, target, now);
			WorkQueue.Held held = entry.hold(attempt::cut);
			attempt
				.begin(TraceScope.carry((result) -> end(new AttemptRecorder.Made(held, delivery, now), result, place)));
			begun = true;
		}
		catch (NotSent ex) {
			this.recorder.record(new AttemptRecorder.Made(entry.hold(() -> {
			}), delivery, this.clock.instant()), Attempt.failed(ex.reason(), ex.trouble(), Duration.ZERO));
		}
		finally {
			if (!begun) {
				place.end();
			}
		}
		return new Next.Held();
	}

	private void end(AttemptRecorder.Made made, Optional<Attempt> result, ReceiverTurns.Place place) {
		place.end();
		if (result.isPresent()) {
			this.recorder.record(made, result.get());
		}
		else {
			this.recorder.handBack(made);
		}
	}

	private FixedBody currentBody(Delivery delivery) throws NotSent {
		Instant expires = delivery.linkExpiresAt();
		if (expires == null || expires.isAfter(this.clock.instant())) {
			return delivery.body();
		}
		CallbackMessage message = renew(delivery.job());
		FixedBody body = FixedBody.of(message, this.json);
		this.deliveries.renew(delivery.job(), body, message.linkExpiresAt());
		return body;
	}

	private CallbackMessage renew(JobId job) throws NotSent {
		try {
			return this.renewal.renew(job);
		}
		catch (DataAccessException | TransactionException ex) {
			// The database is what failed: that says nothing about the link.
			throw ex;
		}
		catch (RuntimeException ex) {
			// The storage is not configured any more, for instance.
			logger.warn("The link of job {} could not be signed anew", job, ex);
			throw new NotSent(Unsendable.LINK_NOT_SIGNED);
		}
	}

	private AttemptUnderWay prepare(Delivery delivery, URI target, Instant now) throws IOException, NotSent {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("webhook-id", delivery.job().toString());
		headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
		if (delivery.fallbackReason() != null) {
			headers.put(FALLBACK_REASON, delivery.fallbackReason());
		}
		try {
			return this.sender.prepare(target, headers, new StoredBody(currentBody(delivery), this.payloads));
		}
		catch (DestinationRefused ex) {
			throw new NotSent(ex.reason(), Trouble.of(ex).word());
		}
		catch (PayloadNotFound ex) {
			throw new NotSent(Unsendable.RESULT_GONE);
		}
		catch (PayloadDamaged ex) {
			logger.error("The callback of job {} cannot be sent: {}", delivery.job(), ex.getMessage());
			throw new NotSent(Unsendable.RESULT_DAMAGED);
		}
	}

	/**
	 * There is nothing that could be sent, or nowhere. It counts as a failed attempt: the
	 * callback must not stay pending for ever.
	 */
	private static final class NotSent extends Exception {

		private static final long serialVersionUID = 1L;

		private final String reason;

		private final String trouble;

		NotSent(Unsendable why) {
			this(why.reason(), why.word());
		}

		NotSent(String reason, String trouble) {
			super(reason);
			this.reason = reason;
			this.trouble = trouble;
		}

		String trouble() {
			return this.trouble;
		}

		String reason() {
			return this.reason;
		}

	}

}
