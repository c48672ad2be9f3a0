package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobRun;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.spending.DailyBudget;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a piece of work makes a call now: by the calls made so far, and by what
 * keeps calls back. Thread-safe.
 */
class CallDecisions {

	/**
	 * How often those look again that wait for long: a resume brings queued jobs forward,
	 * but not what waits inside a batch, nor a job that goes to wait at that moment.
	 */
	private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);

	private static final Duration LOOK_AGAIN_IN_BATCH = Duration.ofSeconds(5);

	/**
	 * The kind of job whose items are images; those of others are steps.
	 */
	private static final String BATCH = "batch";

	private static final Duration SPACE_PAUSE = Duration.ofSeconds(5);

	private final PaidCalls.Limits limits;

	private final ProviderLedger ledger;

	private final int callsAfterLostAnswer;

	private final PayloadStore payloads;

	private final Clock clock;

	private final RetryPauses retryPauses;

	CallDecisions(PaidCalls.Limits limits, ProviderLedger ledger, int callsAfterLostAnswer, PayloadStore payloads,
			Clock clock, RetryPauses retryPauses) {
		this.limits = limits;
		this.ledger = ledger;
		this.callsAfterLostAnswer = callsAfterLostAnswer;
		this.payloads = payloads;
		this.clock = clock;
		this.retryPauses = retryPauses;
	}

	/**
	 * Return what is to be done next. Where that is a call, a permit for it is due.
	 */
	Next next(JobRun run, int item, Purchase purchase) {
		UUID job = run.job().id().value();
		ProviderModel model = purchase.model();
		CallHistory history = history(run, item, purchase.seller());
		if (history.hasUnsent()) {
			this.ledger.notMade(job, run.number());
		}
		Instant now = this.clock.instant();
		Next next = history.next(now, Instant.MIN);
		if (next instanceof Next.WaitUntil) {
			next = history.next(now, this.limits.pauses().of(model).resumedAt());
		}
		if (next instanceof Next.WaitUntil wait) {
			boolean asked = wait.at().isAfter(now.plus(RetryPauses.LONGEST_OWN_PAUSE));
			return looksAgain(wait.at(), asked ? Next.WaitUntil.FOR_PROVIDER : wait.phase(), item);
		}
		if (!(next instanceof Next.Call call)) {
			return next;
		}
		if (!this.payloads.space().hasRoomForResult()) {
			return waitForSpace();
		}
		String ruled = this.limits.rules().held(run.job().owner());
		if (ruled != null) {
			// Others need not wait for a permit that is not used.
			if (this.limits.permits().giveBack(job)) {
				this.limits.permitsLeft().run();
			}
			return held(run.job(), ruled);
		}
		Next instead = insteadOfACall(this.limits.budget().look(run.job().owner(), model));
		if (instead != null) {
			return instead;
		}
		Optional<Instant> held = this.limits.gate().heldUntil(new ProviderGate.Visitor(job, item, model, call.again()));
		if (held.isPresent()) {
			return looksAgain(held.get(), Next.WaitUntil.FOR_PROVIDER, item);
		}
		Instant permitted = this.limits.permits().paces(model) ? this.limits.permits().reserve(asker(run, item), model)
				: Instant.MIN;
		// What was told may come earlier: others end, or give theirs back.
		return permitted.isAfter(now) ? looksAgain(permitted, Next.WaitUntil.FOR_NEXT_TRY, item) : next;
	}

	CallHistory history(JobRun run, int item, String seller) {
		List<ProviderCall> calls = run.mayHaveCalled() ? this.ledger.calls(run.job().id().value(), item) : List.of();
		return new CallHistory(calls, run.number(), this.callsAfterLostAnswer, seller);
	}

	Next looksAgain(Instant at, String phase, int item) {
		Instant latest = this.clock.instant()
			.plus(this.retryPauses.jittered((item == 0) ? LOOK_AGAIN : LOOK_AGAIN_IN_BATCH));
		return new Next.WaitUntil(at.isBefore(latest) ? at : latest, phase);
	}

	Next waitForSpace() {
		return new Next.WaitUntil(this.clock.instant().plus(SPACE_PAUSE), Next.WaitUntil.FOR_SPACE);
	}

	/**
	 * The images of a batch that come after this one take their turns too, and who asks
	 * when its own comes should know of them.
	 */
	private static ProviderPermits.Asker asker(JobRun run, int item) {
		Job job = run.job();
		int following = 0;
		if (item > 0 && BATCH.equals(job.kind())) {
			JobItems.Counts counts = run.items().counts();
			following = Math.max(0, counts.total() - counts.completed() - counts.failed() - 1);
		}
		return new ProviderPermits.Asker(job.id().value(), item, job.owner(), job.createdAt(), following);
	}

	/**
	 * Whoever lifts what holds a job back brings queued jobs forward, but not what waits
	 * inside a batch.
	 */
	private Next held(Job job, String phase) {
		String ended = this.limits.rules().ended(job.owner());
		if (ended != null) {
			return new Next.Fail(ended);
		}
		Duration pause = BATCH.equals(job.kind()) ? LOOK_AGAIN_IN_BATCH : LOOK_AGAIN;
		return new Next.WaitUntil(this.clock.instant().plus(this.retryPauses.jittered(pause)), phase);
	}

	/**
	 * What follows from the caller's rules and the budgets at the moment of the call, or
	 * {@code null} if it may be made. The caller's transaction holds the job.
	 */
	@Nullable Next insteadOfACall(JobRun run, int item, ProviderModel model) {
		String owner = run.job().owner();
		String held = this.limits.rules().held(owner);
		if (held != null) {
			return held(run.job(), held);
		}
		Next instead = insteadOfACall(this.limits.budget().admit(owner, model));
		if (instead != null) {
			return instead;
		}
		String refusal = this.limits.rules().begin(owner, run.job().id().value(), item);
		return (refusal != null) ? new Next.Fail(refusal) : null;
	}

	/**
	 * What follows from the budget, or {@code null} if the call may be made.
	 */
	private static @Nullable Next insteadOfACall(DailyBudget.Admission admission) {
		if (admission instanceof DailyBudget.Admission.Exhausted exhausted) {
			return new Next.OutOfMoney(exhausted.ofTheDay() ? Next.Limit.DAILY_BUDGET : Next.Limit.SESSION_BUDGET,
					exhausted.reason() + " [budget_exhausted]");
		}
		if (admission instanceof DailyBudget.Admission.Later later) {
			return new Next.WaitUntil(later.until(), Next.WaitUntil.FOR_BUDGET);
		}
		return null;
	}

}
