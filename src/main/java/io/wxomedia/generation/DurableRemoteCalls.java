package io.wxomedia.generation;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.provider.Answer;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.provider.CallFailure.Kind;
import io.wxomedia.provider.Next;
import io.wxomedia.provider.PaidCall;
import io.wxomedia.provider.PaidCalls;
import io.wxomedia.provider.Purchase;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link RemoteCalls} on top of {@link PaidCalls}: what a submission answered is the
 * result that was paid for.
 */
class DurableRemoteCalls implements RemoteCalls {

	private final VideoMaker maker;

	private final PaidCalls calls;

	private final ProviderLedger ledger;

	private final RemoteCallTable table;

	private final Submissions submissions;

	private final RemoteLooks looks;

	private final LostAnswers lost;

	private final TakenVideos taken;

	private final PayloadStore payloads;

	private final Duration timeout;

	private final RemoteCallMetrics metrics;

	private final JsonMapper json;

	private final Clock clock;

	DurableRemoteCalls(VideoMaker maker, PaidCalls calls, ProviderLedger ledger, RemoteCallTable table,
			Submissions submissions, RemoteLooks looks, TakenVideos taken, PayloadStore payloads, Duration timeout,
			RemoteCallMetrics metrics, JsonMapper json, Clock clock) {
		this.maker = maker;
		this.calls = calls;
		this.ledger = ledger;
		this.table = table;
		this.submissions = submissions;
		this.looks = looks;
		this.lost = new LostAnswers(maker, ledger, clock);
		this.taken = taken;
		this.payloads = payloads;
		this.timeout = timeout;
		this.metrics = metrics;
		this.json = json;
		this.clock = clock;
	}

	@Override
	public VideoStep advance(JobRun run, int item, VideoOrder order) throws IOException, InterruptedException {
		List<RemoteRow> rows = this.table.of(run.job().id(), item);
		if (this.taken.copy(rows)) {
			rows = this.table.of(run.job().id(), item);
		}
		VideoStep over = over(rows);
		if (over != null) {
			return over;
		}
		if (accepted(rows).isEmpty()) {
			VideoStep instead = submit(run, item, order);
			if (instead != null) {
				return instead;
			}
			rows = this.table.of(run.job().id(), item);
		}
		settle(accepted(rows), order);
		return this.looks.look(run, accepted(rows));
	}

	/**
	 * Return what is known for good, or {@code null}.
	 */
	private static @Nullable VideoStep over(List<RemoteRow> rows) {
		for (RemoteRow row : rows) {
			RemoteRow.Media media = row.media();
			if (row.state() == RemoteRow.State.DONE && media != null) {
				return RemoteLooks.ready(row, media);
			}
		}
		if (!accepted(rows).isEmpty()) {
			return null;
		}
		return rows.stream()
			.filter((row) -> row.state() == RemoteRow.State.FAILED)
			.reduce((earlier, later) -> later)
			.map((row) -> new VideoStep.Failed(String.valueOf(row.error())))
			.orElse(null);
	}

	private static List<RemoteRow> accepted(List<RemoteRow> rows) {
		return rows.stream().filter((row) -> row.state() == RemoteRow.State.ACCEPTED).toList();
	}

	/**
	 * Submit the order if it may be.
	 * @return what is to be done instead of looking, or {@code null} if it was accepted
	 */
	private @Nullable VideoStep submit(JobRun run, int item, VideoOrder order)
			throws IOException, InterruptedException {
		Next next = this.calls.next(run, item, this.maker.purchase(order));
		List<RemoteRow> rows = this.table.of(run.job().id(), item);
		while (next instanceof Next.Call call && accepted(rows).isEmpty()) {
			Instant found = this.lost.mayBeFound(run, item, rows, true);
			if (found != null) {
				return waitingForWebhook(found);
			}
			next = this.calls.call(run, item, call, new Submission(run, item, order));
			rows = this.table.of(run.job().id(), item);
		}
		if (!accepted(rows).isEmpty()) {
			// Also by a webhook, while the answer was waited for and lost.
			return null;
		}
		if (next instanceof Next.Use paid) {
			takeUp(paid.result());
			return null;
		}
		if (next instanceof Next.WaitUntil wait) {
			return new VideoStep.Waiting(wait.at(), wait.phase(), null, 0, null, null);
		}
		if (next instanceof Next.OutOfMoney limited) {
			return new VideoStep.Failed(limited.message());
		}
		Instant found = this.lost.mayBeFound(run, item, rows, false);
		return (found != null) ? waitingForWebhook(found) : new VideoStep.Failed(((Next.Fail) next).error());
	}

	private static VideoStep waitingForWebhook(Instant until) {
		return new VideoStep.Waiting(until, VideoStep.Waiting.FOR_VIDEO, null, 0, null, null);
	}

	/**
	 * The row of what was paid for is usually there; it is not where the database was
	 * away at that moment.
	 */
	private void takeUp(PayloadId paid) throws IOException {
		try (InputStream in = this.payloads.open(paid)) {
			Accepted answer = this.json.readValue(in.readAllBytes(), Accepted.class);
			this.table.accept(answer.row(), answer.call(), this.clock.instant());
		}
	}

	/**
	 * Let the ledger know of calls whose answer was lost and that a webhook found, or
	 * that were accepted when the process died.
	 */
	private void settle(List<RemoteRow> rows, VideoOrder order) throws IOException, InterruptedException {
		for (RemoteRow row : rows) {
			RemoteCall call = row.call();
			UUID paid = row.ledgerCall();
			if (call != null && paid != null && isOpen(row, paid)) {
				this.calls.found(paid, this.maker.purchase(order), answer(row.id(), call, order));
			}
		}
	}

	private boolean isOpen(RemoteRow row, UUID paid) {
		return this.ledger.calls(row.job().value(), row.item())
			.stream()
			.filter((call) -> call.id().equals(paid))
			.anyMatch((call) -> call.outcome() != ProviderCall.Outcome.COMPLETED);
	}

	private Answer answer(UUID row, RemoteCall call, VideoOrder order) {
		BigDecimal seconds = this.maker.purchase(order).what().seconds();
		byte[] document = this.json.writeValueAsBytes(new Accepted(row, call));
		return Answer.of(document, null, new Receipt(call.requestId(), null, null, null, seconds));
	}

	@Override
	public void takeOver(JobId earlier, JobId again) {
		this.taken.takeOver(earlier, again);
	}

	@Override
	public void cancel(JobId job) {
		for (RemoteRow row : this.table.open(job)) {
			RemoteCall call = row.call();
			if (this.table.cancel(row.id()) && call != null && call.provider().equals(this.maker.provider())) {
				this.submissions.cancel(this.maker, call);
			}
		}
	}

	@Override
	public Optional<RemoteCall> latest(JobId job, int item) {
		return this.table.of(job, item)
			.stream()
			.map(RemoteRow::call)
			.filter(Objects::nonNull)
			.reduce((earlier, later) -> later);
	}

	/**
	 * What a submission answered, as it is kept.
	 *
	 * @param row names the submission
	 * @param call the call
	 */
	record Accepted(UUID row, RemoteCall call) {

	}

	/**
	 * One submission.
	 */
	private final class Submission implements PaidCall {

		private final JobRun run;

		private final int item;

		private final VideoOrder order;

		Submission(JobRun run, int item, VideoOrder order) {
			this.run = run;
			this.item = item;
			this.order = order;
		}

		@Override
		public Purchase purchase() {
			return DurableRemoteCalls.this.maker.purchase(this.order);
		}

		@Override
		public Answer make(Runnable beforeSent) throws CallFailure {
			DurableRemoteCalls owner = DurableRemoteCalls.this;
			RemoteRow row = row();
			owner.table.begin(row, this.run.number());
			try {
				RemoteCall call = owner.submissions.submit(owner.maker, this.order, row.id(), beforeSent);
				owner.metrics.count(RemoteCallMetrics.Happening.SUBMITTED);
				return owner.answer(row.id(), call, this.order);
			}
			catch (CallFailure ex) {
				if (ex.kind() == Kind.ANSWER_LOST) {
					owner.metrics.count(RemoteCallMetrics.Happening.LOST);
				}
				else {
					owner.table.remove(row.id());
				}
				throw ex;
			}
		}

		private RemoteRow row() {
			DurableRemoteCalls owner = DurableRemoteCalls.this;
			JobId job = this.run.job().id();
			List<ProviderCall> known = owner.ledger.calls(job.value(), this.item);
			UUID call = known.isEmpty() ? null : known.get(known.size() - 1).id();
			Instant now = owner.clock.instant();
			return new RemoteRow(UUID.randomUUID(), job, this.item, call, RemoteRow.State.SUBMITTING,
					owner.maker.capabilities().webhook(), null, owner.maker.provider(), owner.maker.model(this.order),
					now, now, now.plus(owner.timeout), 0, null, null, null, null);
		}

	}

}
