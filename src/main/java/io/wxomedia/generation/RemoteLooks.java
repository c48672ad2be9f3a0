package io.wxomedia.generation;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.spending.ProviderLedger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks at what providers work on, and fetches what they made. Asking costs nothing, so
 * it is repeated until the deadline; nothing is bought here. Thread-safe.
 */
class RemoteLooks {

	private static final Logger logger = LoggerFactory.getLogger(RemoteLooks.class);

	/**
	 * A video that is known to be there is paid for: fetching it is tried for longer.
	 */
	private static final Duration TO_FETCH = Duration.ofHours(1);

	private final VideoMaker maker;

	private final RemoteCallTable table;

	private final ProviderLedger ledger;

	private final MediaFetch fetch;

	private final Submissions submissions;

	private final PayloadStore payloads;

	private final TransactionTemplate transactions;

	private final Duration timeout;

	private final RemoteCallMetrics metrics;

	private final Clock clock;

	RemoteLooks(VideoMaker maker, RemoteCallTable table, ProviderLedger ledger, MediaFetch fetch,
			Submissions submissions, PayloadStore payloads, TransactionTemplate transactions, Duration timeout,
			RemoteCallMetrics metrics, Clock clock) {
		this.maker = maker;
		this.table = table;
		this.ledger = ledger;
		this.fetch = fetch;
		this.submissions = submissions;
		this.payloads = payloads;
		this.transactions = transactions;
		this.timeout = timeout;
		this.metrics = metrics;
		this.clock = clock;
	}

	static VideoStep.Ready ready(RemoteRow row, RemoteRow.Media media) {
		RemoteCall call = row.call();
		return new VideoStep.Ready(media.payload(), media.mimeType(), media.length(),
				(call != null) ? call.requestId() : null);
	}

	/**
	 * Look at submissions that were accepted: usually one, and two where an answer was
	 * lost and found again. The first video counts, and the other is not wanted then.
	 */
	VideoStep look(JobRun run, List<RemoteRow> rows) throws InterruptedException {
		VideoStep.Waiting waiting = null;
		VideoStep last = new VideoStep.Failed("No provider has accepted the order");
		for (RemoteRow row : rows) {
			VideoStep step = look(run, row);
			if (step instanceof VideoStep.Ready) {
				rows.stream().filter((other) -> !other.equals(row)).forEach(this::drop);
				return step;
			}
			if (step instanceof VideoStep.Waiting more && (waiting == null || more.at().isBefore(waiting.at()))) {
				waiting = more;
			}
			last = step;
		}
		return (waiting != null) ? waiting : last;
	}

	private VideoStep look(JobRun run, RemoteRow row) throws InterruptedException {
		RemoteCall call = Objects.requireNonNull(row.call(), "What was accepted has a name");
		if (!call.provider().equals(this.maker.provider())) {
			return fail(run, row,
					"The video was ordered from " + call.provider() + ", which is not what makes videos here any more");
		}
		Instant now = this.clock.instant();
		if (row.nextLookAt().isAfter(now)) {
			return row.waiting();
		}
		try {
			this.metrics.count(RemoteCallMetrics.Happening.POLLED);
			RemoteState state = this.maker.look(call);
			if (state instanceof RemoteState.Done done) {
				return fetch(run, row, done);
			}
			if (state instanceof RemoteState.Failed failed) {
				this.maker.forget(call);
				return cameToNothing(run, row, failed);
			}
			return later(run, row, state, null);
		}
		catch (CallFailure ex) {
			stopIfInterrupted();
			logger.info("{} cannot tell how far request {} is: {}", this.maker.seller(), call.requestId(),
					ex.getMessage());
			return later(run, row, null, ex);
		}
	}

	private VideoStep fetch(JobRun run, RemoteRow row, RemoteState.Done done) throws InterruptedException, CallFailure {
		this.table.made(row.id(), row.createdAt().plus(this.timeout).plus(TO_FETCH));
		try {
			return keep(run, row, fetchFresh(row, done));
		}
		catch (CallFailure ex) {
			if (ex.kind() != CallFailure.Kind.FINAL) {
				throw ex;
			}
			return fail(run, row, String.valueOf(ex.getMessage()));
		}
		catch (IOException | LinkExpired ex) {
			stopIfInterrupted();
			logger.info("The video of request {} cannot be fetched yet: {}", row.call(), ex.getMessage());
			RemoteRow extended = this.table.find(row.id()).orElse(row);
			return later(run, extended, new RemoteState.Working(100), null);
		}
	}

	/**
	 * An address that works no more is asked for again, once at once.
	 */
	private RemoteRow.Media fetchFresh(RemoteRow row, RemoteState.Done done)
			throws IOException, LinkExpired, CallFailure {
		try {
			return this.fetch.fetch(this.maker, done);
		}
		catch (LinkExpired ex) {
			RemoteCall call = Objects.requireNonNull(row.call(), "What was accepted has a name");
			if (this.maker.look(call) instanceof RemoteState.Done fresh) {
				return this.fetch.fetch(this.maker, fresh);
			}
			throw ex;
		}
	}

	private VideoStep keep(JobRun run, RemoteRow row, RemoteRow.Media media) {
		Boolean kept = this.transactions.execute((status) -> {
			run.hold();
			return this.table.done(row.id(), media);
		});
		if (!Boolean.TRUE.equals(kept)) {
			this.payloads.delete(media.payload());
			return new VideoStep.Failed("The video is not wanted any more");
		}
		RemoteCall call = Objects.requireNonNull(row.call(), "What was accepted has a name");
		this.maker.forget(call);
		this.metrics.count(RemoteCallMetrics.Happening.DONE);
		return ready(row, media);
	}

	/**
	 * Wait on, until the deadline.
	 */
	private VideoStep later(JobRun run, RemoteRow row, @Nullable RemoteState state, @Nullable CallFailure failure) {
		Instant now = this.clock.instant();
		if (!now.isBefore(row.deadline())) {
			return expire(run, row, failure);
		}
		Integer position = (state instanceof RemoteState.Queued queued) ? queued.position() : null;
		Integer percent = (state instanceof RemoteState.Working working) ? working.percent() : null;
		Duration pause = this.maker.pauseAfter(row.looks());
		Duration asked = (failure != null) ? failure.retryAfter() : null;
		if (asked != null && asked.compareTo(pause) > 0) {
			pause = asked;
		}
		Instant at = now.plus(pause);
		Instant next = at.isBefore(row.deadline()) ? at : row.deadline();
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			this.table.looked(row.id(), next, position, percent, (failure != null) ? failure.getMessage() : null);
		});
		RemoteCall call = Objects.requireNonNull(row.call(), "What was accepted has a name");
		return new VideoStep.Waiting(next, VideoStep.Waiting.FOR_VIDEO, call.requestId(), row.looks() + 1, position,
				percent);
	}

	/**
	 * What the provider does not bill leaves the ledger with the failure.
	 */
	private VideoStep cameToNothing(JobRun run, RemoteRow row, RemoteState.Failed failed) {
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			this.table.fail(row.id(), failed.message());
			UUID paid = row.ledgerCall();
			if (paid != null) {
				this.ledger.cameToNothing(paid, failed.billed());
			}
		});
		this.metrics.count(RemoteCallMetrics.Happening.FAILED);
		return new VideoStep.Failed(failed.message());
	}

	private VideoStep fail(JobRun run, RemoteRow row, String error) {
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			this.table.fail(row.id(), error);
		});
		this.metrics.count(RemoteCallMetrics.Happening.FAILED);
		return new VideoStep.Failed(error);
	}

	/**
	 * What is made is paid for: the provider is not told that nobody wants it.
	 */
	private VideoStep expire(JobRun run, RemoteRow row, @Nullable CallFailure failure) {
		if (!row.made()) {
			drop(row);
		}
		String error = row.made()
				? this.maker.seller() + "'s video was made and could not be fetched for " + TO_FETCH.toMinutes()
						+ " minutes. POST /jobs/" + row.job()
						+ "/retry fetches it and buys no other while it is kept there"
				: this.maker.seller() + " gave no video within " + this.timeout.toSeconds()
						+ " s (VIDEO_TIMEOUT_SECONDS)" + ((failure != null) ? ". " + failure.getMessage() : "");
		this.transactions.executeWithoutResult((status) -> {
			run.hold();
			this.table.expire(row.id(), error);
		});
		this.metrics.count(RemoteCallMetrics.Happening.EXPIRED);
		return new VideoStep.Failed(error);
	}

	private void drop(RemoteRow row) {
		RemoteCall call = row.call();
		if (call != null && call.provider().equals(this.maker.provider())) {
			this.submissions.cancel(this.maker, call);
		}
	}

	private static void stopIfInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("Interrupted while a provider was asked");
		}
	}

}
