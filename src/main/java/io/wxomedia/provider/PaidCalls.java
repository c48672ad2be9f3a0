package io.wxomedia.provider;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wxomedia.job.JobRun;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.CallBudget;
import io.wxomedia.spending.PricedCall;
import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes calls that have to be paid for, and spends nothing twice: every call is in the
 * ledger before it is made and again before it is sent, and its result is stored before
 * anything else happens. What follows from the calls so far ({@link CallHistory}) is the
 * same for every provider. Thread-safe.
 */
public class PaidCalls {

	private static final Logger logger = LoggerFactory.getLogger(PaidCalls.class);

	private static final UUID NO_CALL = new UUID(0, 0);

	private final CallDecisions decisions;

	private final Limits limits;

	private final ProviderLedger ledger;

	private final CallMeter meter;

	private final PayloadStore payloads;

	private final TransactionTemplate transactions;

	private final Clock clock;

	private final RetryPauses retryPauses;

	private final PaidRecords records = new PaidRecords();

	PaidCalls(Limits limits, ProviderLedger ledger, int callsAfterLostAnswer, CallMeter meter, PayloadStore payloads,
			TransactionTemplate transactions, Clock clock, RetryPauses retryPauses) {
		this.decisions = new CallDecisions(limits, ledger, callsAfterLostAnswer, payloads, clock, retryPauses);
		this.limits = limits;
		this.ledger = ledger;
		this.meter = meter;
		this.payloads = payloads;
		this.transactions = transactions;
		this.clock = clock;
		this.retryPauses = retryPauses;
	}

	/**
	 * Return what is to be done next for a piece of work. Where that is a call, a permit
	 * for it is due.
	 * @param run the run
	 * @param item the item of the job, 0 for the job itself
	 * @param purchase what a call would buy
	 * @return what to do
	 */
	public Next next(JobRun run, int item, Purchase purchase) {
		return this.decisions.next(run, item, purchase);
	}

	/**
	 * Make a call once and write down what came of it.
	 * @param run the run
	 * @param item the item of the job, 0 for the job itself
	 * @param decided what {@link #next} said
	 * @param call the call
	 * @return what is to be done next
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops
	 * @throws IOException if the result cannot be stored
	 */
	public Next call(JobRun run, int item, Next.Call decided, PaidCall call) throws IOException, InterruptedException {
		try (DiskSpace.Hold room = this.payloads.space().holdResult()) {
			return (room != null) ? callWithRoom(run, item, decided, call) : this.decisions.waitForSpace();
		}
	}

	/**
	 * Write down the answer of a call that was lost and is found again. It is kept, and
	 * counts from now on.
	 * @param call the call in the ledger
	 * @param purchase what it bought
	 * @param answer the answer
	 * @throws InterruptedException if the service stops
	 * @throws IOException if the result cannot be stored
	 */
	public void found(UUID call, Purchase purchase, Answer answer) throws IOException, InterruptedException {
		keep(call, purchase.what(), answer, () -> {
		});
	}

	private Next callWithRoom(JobRun run, int item, Next.Call decided, PaidCall call)
			throws IOException, InterruptedException {
		Purchase purchase = call.purchase();
		ProviderGate.Entrance entrance = this.limits.gate()
			.enter(new ProviderGate.Visitor(run.job().id().value(), item, purchase.model(), decided.again()));
		if (entrance instanceof ProviderGate.Entrance.Held held) {
			return this.decisions.looksAgain(held.until(), Next.WaitUntil.FOR_PROVIDER, item);
		}
		try (ProviderGate.Passage passage = ((ProviderGate.Entrance.Open) entrance).passage()) {
			Begun begun = this.transactions.execute((status) -> begin(run, item, purchase, status));
			if (begun.instead() != null) {
				return begun.instead();
			}
			return make(begun.call(), passage, run, item, call);
		}
	}

	/**
	 * In one transaction: the run is the latest, the budgets and the caller's rules allow
	 * the call, and the ledger has it. Counting the attempt holds the job; it is undone
	 * where no call follows.
	 */
	private Begun begin(JobRun run, int item, Purchase purchase, TransactionStatus status) {
		run.countAttempt(purchase.model().model());
		UUID job = run.job().id().value();
		Next instead = this.decisions.insteadOfACall(run, item, purchase.model());
		if (instead != null) {
			status.setRollbackOnly();
			return new Begun(NO_CALL, instead);
		}
		this.limits.permits().use(job, item);
		return new Begun(this.ledger.start(run.job().owner(), job, item, run.number(), purchase.what()), null);
	}

	private Next make(UUID id, ProviderGate.Passage passage, JobRun run, int item, PaidCall call)
			throws IOException, InterruptedException {
		try {
			PayloadId result = result(id, passage, run, item, call);
			return (result != null) ? new Next.Use(result) : next(run, item, call.purchase());
		}
		catch (InterruptedException | RuntimeException ex) {
			notMade(id);
			throw ex;
		}
	}

	private @Nullable PayloadId result(UUID id, ProviderGate.Passage passage, JobRun run, int item, PaidCall call)
			throws IOException, InterruptedException {
		String seller = call.purchase().seller();
		try {
			Answer answer = this.meter.measured(call,
					() -> this.transactions.executeWithoutResult((status) -> noteSending(id, run)));
			passage.answered();
			return keep(id, call.purchase().what(), answer, call::stored);
		}
		catch (CallFailure ex) {
			if (Thread.currentThread().isInterrupted() && ex.kind() != CallFailure.Kind.RETRYABLE) {
				// Left open in the ledger: nobody knows whether it was paid for.
				throw new InterruptedException("Interrupted while the provider worked");
			}
			int callsSoFar = this.records.write(() -> this.decisions.history(run, item, seller).attempts());
			Duration pause = this.retryPauses.after(ex, callsSoFar);
			// Who is interrupted may have its verdict already, and then nobody comes
			// back.
			boolean comesBack = callsSoFar < CallHistory.MOST_CALLS && !Thread.currentThread().isInterrupted();
			tell(passage, ex, pause, comesBack);
			this.records.write(() -> note(id, ex, pause, call.purchase()));
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted before the provider worked");
			}
			return null;
		}
	}

	/**
	 * In one transaction, so that a run that slept while it was taken over sends nothing.
	 */
	private void noteSending(UUID id, JobRun run) {
		run.hold();
		this.ledger.sending(id);
	}

	/**
	 * What cannot be written now follows when the job is taken up again, or from the age
	 * of the call.
	 */
	private void notMade(UUID id) {
		try {
			this.ledger.notMade(id);
		}
		catch (DataAccessException | TransactionException ex) {
			logger.debug("That call {} was not made could not be noted", id, ex);
		}
	}

	private void tell(ProviderGate.Passage passage, CallFailure failure, Duration pause, boolean comesBack)
			throws IOException, InterruptedException {
		switch (failure.trouble()) {
			case NONE -> passage.answered();
			case RATE_LIMIT -> {
				Duration asked = failure.retryAfter();
				Instant until = this.clock.instant().plus((asked != null) ? RetryPauses.bounded(asked) : pause);
				this.records.write(() -> {
					passage.limited(until, comesBack);
					return until;
				});
			}
			case DOWN -> passage.failed();
			case UNKNOWN -> {
				// It says nothing of the provider.
			}
		}
	}

	/**
	 * In two steps, so that a ledger that does not answer costs the disk one copy only.
	 */
	private @Nullable PayloadId keep(UUID id, PricedCall what, Answer answer, Runnable stored)
			throws IOException, InterruptedException {
		String problem = answer.problem();
		if (problem != null) {
			this.records.write(() -> {
				this.ledger.worthless(id, what, problem, answer.receipt());
				return Outcome.REFUSED;
			});
			return null;
		}
		if (answer.content().isInMemory() && this.payloads.takesPartInTransactions()) {
			// Where both are rows of one database, both are there or neither is.
			return this.records.write(() -> PaidRecords.inTransaction(this.transactions, () -> {
				stored.run();
				PayloadId result = PaidRecords.store(this.payloads, answer.content());
				this.ledger.completed(id, what, answer.receipt(), result.value());
				return result;
			}));
		}
		PayloadId result = this.records.write(() -> PaidRecords.store(this.payloads, answer.content()));
		return this.records.write(() -> PaidRecords.inTransaction(this.transactions, () -> {
			stored.run();
			this.ledger.completed(id, what, answer.receipt(), result.value());
			return result;
		}));
	}

	private Outcome note(UUID id, CallFailure failure, Duration pause, Purchase purchase) {
		String seller = purchase.seller();
		Outcome outcome = failure.outcome();
		boolean again = outcome == Outcome.RETRYABLE || outcome == Outcome.LOST;
		Instant retryAt = again ? this.clock.instant().plus(pause) : null;
		String message = (failure.getMessage() != null) ? failure.getMessage() : seller + ": no result";
		logger.info("{} call {}: {} {}", seller, id, outcome, message);
		if (failure instanceof AnswerNotUnderstood) {
			this.ledger.worthless(id, purchase.what(), message, new Receipt(failure.requestId(), null, null, null));
		}
		else {
			this.ledger.failed(id, outcome, message, retryAt, failure.requestId());
		}
		return outcome;
	}

	/**
	 * What keeps calls back.
	 *
	 * @param gate pauses and outages
	 * @param pauses since when a model may be called again
	 * @param permits so many calls a minute
	 * @param budget so much money
	 * @param rules what is laid down for the caller
	 * @param permitsLeft lets those look again who wait for a permit, as there may be one
	 */
	record Limits(ProviderGate gate, ProviderPauses pauses, ProviderPermits permits, CallBudget budget,
			CallerRules rules, Runnable permitsLeft) {

	}

	/**
	 * A call that has begun, or what is to be done instead.
	 *
	 * @param call the call
	 * @param instead what is to be done instead, or {@code null}
	 */
	private record Begun(UUID call, @Nullable Next instead) {

	}

}
