package io.wxomedia.generation;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRun;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link RemoteCalls} on top of {@link PaidCalls}: what a submission answered is the
 * result that was paid for.
 */
class DurableRemoteCalls implements RemoteCalls {

	private static final String UNWANTED = "The video is not wanted any more";

	private final VideoMaker maker;

	private final PaidCalls calls;

	private final ProviderLedger ledger;

	private final RemoteCallTable table;

	private final Submissions submissions;

	private final RemoteLooks looks;

	private final LostAnswers lost;

	private final TakenVideos taken;

	private final SubmissionAnswers answers;

	private final Duration timeout;

	private final RemoteCallMetrics metrics;

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
		this.answers = new SubmissionAnswers(ledger, table, payloads, json, clock);
		this.timeout = timeout;
		this.metrics = metrics;
		this.clock = clock;
	}

	@Override
	public VideoStep advance(JobRun run, int item, VideoOrder order) throws IOException, InterruptedException {
		List<RemoteRow> rows = rows(run, item);
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
		VideoStep step = this.looks.look(run, accepted(rows));
		// What an earlier job left at the provider may be gone there; then it is bought.
		return (step instanceof VideoStep.Failed && isGone(run, item)) ? advance(run, item, order) : step;
	}

	private boolean isGone(JobRun run, int item) {
		List<RemoteRow> rows = this.table.of(run.job().id(), item);
		return !rows.isEmpty() && rows.stream().allMatch(DurableRemoteCalls::isGone);
	}

	private static boolean isGone(RemoteRow row) {
		return row.state() == RemoteRow.State.FAILED && row.isTakenOver() && !row.made();
	}

	@Override
	public Optional<VideoStep> advanceBought(JobRun run, int item, VideoOrder order)
			throws IOException, InterruptedException {
		List<RemoteRow> rows = rows(run, item);
		VideoStep over = over(rows);
		if (over != null) {
			return Optional.of(over);
		}
		if (accepted(rows).isEmpty()) {
			this.answers.takeUp(run.job().id(), item);
			rows = this.table.of(run.job().id(), item);
		}
		if (accepted(rows).isEmpty()) {
			return Optional.empty();
		}
		settle(accepted(rows), order);
		return Optional.of(this.looks.look(run, accepted(rows)));
	}

	private List<RemoteRow> rows(JobRun run, int item) throws IOException {
		List<RemoteRow> rows = this.table.of(run.job().id(), item);
		return this.taken.copy(rows) ? this.table.of(run.job().id(), item) : rows;
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
			.filter((row) -> row.state() == RemoteRow.State.FAILED || row.state() == RemoteRow.State.CANCELLED)
			.filter((row) -> !isGone(row))
			.reduce((earlier, later) -> later)
			.map((row) -> new VideoStep.Failed((row.error() != null) ? row.error() : UNWANTED))
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
			this.answers.takeUp(paid.result());
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
	 * Let the ledger know of calls whose answer was lost and that a webhook found, or
	 * that were accepted when the process died.
	 */
	private void settle(List<RemoteRow> rows, VideoOrder order) throws IOException, InterruptedException {
		for (RemoteRow row : rows) {
			RemoteCall call = row.call();
			UUID paid = row.ledgerCall();
			if (call != null && paid != null && this.answers.isOpen(row, paid)) {
				Purchase purchase = this.maker.purchase(order);
				this.calls.found(paid, purchase, this.answers.of(row.id(), call, purchase));
			}
		}
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
				return owner.answers.of(row.id(), call, purchase());
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
					now, now, now.plus(owner.timeout), 0, null, null, null, null, false);
		}

	}

}
