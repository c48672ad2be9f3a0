package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

import io.wxomedia.job.JobRun;
import io.wxomedia.payload.DiskSpace;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.provider.AnswerNotUnderstood;
import io.wxomedia.provider.EditFailure;
import io.wxomedia.provider.EditOptions;
import io.wxomedia.provider.EditRequest;
import io.wxomedia.provider.EditedImage;
import io.wxomedia.provider.ImageEditor;
import io.wxomedia.provider.ProviderGate;
import io.wxomedia.provider.ProviderPermits;
import io.wxomedia.spending.DailyBudget;
import io.wxomedia.spending.PricedEdit;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.retry.support.RetryTemplateBuilder;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has images edited, and spends nothing twice: every call is in the ledger before it is
 * made and again before it is sent, and its result is stored before anything else
 * happens. Thread-safe.
 */
class ImageEdits {

	private static final Logger logger = LoggerFactory.getLogger(ImageEdits.class);

	private static final Duration[] PAUSES = { Duration.ofSeconds(1), Duration.ofSeconds(4) };

	/**
	 * The phase of a job that waits for the provider to be back, or to take calls again.
	 */
	static final String FOR_PROVIDER = "waiting_for_provider";

	/**
	 * The phase of a job that waits for its next try or for a permit.
	 */
	static final String FOR_NEXT_TRY = "waiting";

	/**
	 * How often those look again that wait for long: a resume brings queued jobs forward,
	 * but not what waits inside a batch, nor a job that goes to wait at that moment.
	 */
	private static final Duration LOOK_AGAIN = Duration.ofSeconds(60);

	private static final Duration LOOK_AGAIN_IN_BATCH = Duration.ofSeconds(5);

	/**
	 * No pause of ours is as long; the provider asked for this one.
	 */
	private static final Duration LONGEST_OWN_PAUSE = Duration.ofSeconds(10);

	/**
	 * The phase of a job that makes no call because its result would not fit on the disk.
	 */
	private static final String FOR_SPACE = "waiting_for_space";

	private static final Duration SPACE_PAUSE = Duration.ofSeconds(5);

	private static final UUID NO_CALL = new UUID(0, 0);

	private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

	/**
	 * How much longer or shorter a pause may be, so that jobs that failed together do not
	 * come back together.
	 */
	private static final double JITTER = 0.2;

	private final ImageEditor editor;

	private final ProviderLedger ledger;

	private final ProviderPermits permits;

	private final ProviderGate gate;

	private final DailyBudget budget;

	private final PayloadStore payloads;

	private final ResultFormats formats;

	private final TransactionTemplate transactions;

	private final Clock clock;

	private final RandomGenerator random;

	/**
	 * Ends with the service only: what was paid for is not let go because the database is
	 * away for long or the disk is full.
	 */
	private final RetryTemplate retries = retries(RetryTemplate.builder().infiniteRetry());

	/**
	 * For about half a minute in all.
	 */
	private final RetryTemplate retriesWhileStopping = retries(RetryTemplate.builder().maxAttempts(10));

	ImageEdits(ImageEditor editor, ProviderLedger ledger, ProviderPermits permits, ProviderGate gate,
			DailyBudget budget, PayloadStore payloads, ResultFormats formats, TransactionTemplate transactions,
			Clock clock, RandomGenerator random) {
		this.editor = editor;
		this.ledger = ledger;
		this.permits = permits;
		this.gate = gate;
		this.budget = budget;
		this.payloads = payloads;
		this.formats = formats;
		this.transactions = transactions;
		this.clock = clock;
		this.random = random;
	}

	/**
	 * A payload that is kept in the database fails with an IOException when that hiccups.
	 */
	private static RetryTemplate retries(RetryTemplateBuilder attempts) {
		return attempts.exponentialBackoff(100, 2, 8000)
			.retryOn(TransientDataAccessException.class)
			.retryOn(RecoverableDataAccessException.class)
			.retryOn(NonTransientDataAccessResourceException.class)
			.retryOn(CannotCreateTransactionException.class)
			.retryOn(IOException.class)
			.build();
	}

	/**
	 * Return what is to be done next for an image. Where that is a call, a permit for it
	 * is due.
	 * @param run the run
	 * @param item the item of the job
	 * @return what to do
	 */
	EditHistory.Next next(JobRun run, int item) {
		return next(run, item, EditOptions.NONE);
	}

	/**
	 * Return what is to be done next for an image, as {@link #next(JobRun, int)} does.
	 * @param options what was asked for, on which the model depends
	 */
	EditHistory.Next next(JobRun run, int item, EditOptions options) {
		String model = model(options);
		UUID job = run.job().id().value();
		EditHistory history = history(run, item);
		Instant now = this.clock.instant();
		EditHistory.Next next = history.next(now);
		if (next instanceof EditHistory.Next.WaitUntil wait) {
			boolean asked = wait.at().isAfter(now.plus(LONGEST_OWN_PAUSE));
			return looksAgain(wait.at(), asked ? FOR_PROVIDER : wait.phase(), item, now);
		}
		if (!(next instanceof EditHistory.Next.Call)) {
			return next;
		}
		if (!this.payloads.space().hasRoomForResult()) {
			return waitForSpace();
		}
		EditHistory.Next instead = insteadOfACall(this.budget.look(model));
		if (instead != null) {
			return instead;
		}
		Optional<Instant> held = this.gate.heldUntil(visitor(job, item, model, history));
		if (held.isPresent()) {
			return looksAgain(held.get(), FOR_PROVIDER, item, now);
		}
		Instant permitted = this.permits.reserve(job, item);
		return permitted.isAfter(now) ? new EditHistory.Next.WaitUntil(permitted) : next;
	}

	private EditHistory history(JobRun run, int item) {
		List<ProviderCall> calls = this.ledger.calls(run.job().id().value(), item);
		return new EditHistory(calls, run.number(), this.ledger.callsAfterLostAnswer());
	}

	private EditHistory.Next looksAgain(Instant at, String phase, int item, Instant now) {
		Instant latest = now.plus(jittered((item == 0) ? LOOK_AGAIN : LOOK_AGAIN_IN_BATCH));
		return new EditHistory.Next.WaitUntil(at.isBefore(latest) ? at : latest, phase);
	}

	private EditHistory.Next waitForSpace() {
		return new EditHistory.Next.WaitUntil(this.clock.instant().plus(SPACE_PAUSE), FOR_SPACE);
	}

	private ProviderGate.Visitor visitor(UUID job, int item, String model, EditHistory history) {
		return new ProviderGate.Visitor(job, item, model, history.attempts() > 0);
	}

	private String model(EditOptions options) {
		return Objects.requireNonNullElse(options.model(), this.editor.model());
	}

	/**
	 * What follows from the budget, or {@code null} if the call may be made.
	 */
	private static EditHistory.@Nullable Next insteadOfACall(DailyBudget.Admission admission) {
		if (admission instanceof DailyBudget.Admission.Exhausted exhausted) {
			return new EditHistory.Next.FallBack(FallbackReason.DAILY_BUDGET, exhausted.reason());
		}
		if (admission instanceof DailyBudget.Admission.Later later) {
			return new EditHistory.Next.WaitUntil(later.until(), "waiting_for_budget");
		}
		return null;
	}

	/**
	 * Return what a result is, which is what its bytes say and not what was asked for.
	 * @param result a result
	 * @return its format
	 * @throws IOException if it cannot be read
	 */
	PictureFormat format(PayloadId result) throws IOException {
		return this.formats.of(result);
	}

	/**
	 * Call the provider once and write down what came of it.
	 * @param run the run
	 * @param item the item of the job
	 * @param prompt the instruction
	 * @param input the image
	 * @param format the image's format
	 * @param timeLeft how long the call may take
	 * @return what is to be done next
	 * @throws io.wxomedia.job.RunLost if a later run has begun
	 * @throws InterruptedException if the service stops
	 * @throws io.wxomedia.payload.UnusablePayload if the image is not what was stored; no
	 * call was made
	 * @throws IOException if the result cannot be stored
	 */
	EditHistory.Next call(JobRun run, int item, String prompt, PayloadId input, PictureFormat format, Duration timeLeft)
			throws IOException, InterruptedException {
		return call(run, item, new EditSpec(prompt, format, null, null, null), input, timeLeft);
	}

	/**
	 * Call the provider once, as
	 * {@link #call(JobRun, int, String, PayloadId, PictureFormat, Duration)} does.
	 * @param spec what is to be done
	 */
	EditHistory.Next call(JobRun run, int item, EditSpec spec, PayloadId input, Duration timeLeft)
			throws IOException, InterruptedException {
		this.payloads.verify(input);
		try (DiskSpace.Hold room = this.payloads.space().holdResult()) {
			return (room != null) ? callWithRoom(run, item, new Edit(spec, input, timeLeft)) : waitForSpace();
		}
	}

	private EditHistory.Next callWithRoom(JobRun run, int item, Edit edit) throws IOException, InterruptedException {
		UUID job = run.job().id().value();
		ProviderGate.Entrance entrance = this.gate
			.enter(visitor(job, item, model(edit.spec().asked()), history(run, item)));
		if (entrance instanceof ProviderGate.Entrance.Held held) {
			return looksAgain(held.until(), FOR_PROVIDER, item, this.clock.instant());
		}
		try (ProviderGate.Passage passage = ((ProviderGate.Entrance.Open) entrance).passage()) {
			Begun begun = this.transactions.execute((status) -> begin(run, item, edit.spec().asked()));
			if (begun.instead() != null) {
				return begun.instead();
			}
			return call(begun.call(), passage, run, item, edit);
		}
	}

	/**
	 * In one transaction: the run is the latest, the budget allows the call, and the
	 * ledger has it.
	 */
	private Begun begin(JobRun run, int item, EditOptions options) {
		String model = model(options);
		run.hold();
		EditHistory.Next instead = insteadOfACall(this.budget.admit(model));
		if (instead != null) {
			return new Begun(NO_CALL, instead);
		}
		UUID job = run.job().id().value();
		PricedEdit edit = new PricedEdit(model, Objects.requireNonNullElse(options.quality(), this.editor.quality()),
				Objects.requireNonNullElse(options.size(), this.editor.size()));
		run.countAttempt(model);
		this.permits.use(job, item);
		return new Begun(this.ledger.start(job, item, run.number(), edit), null);
	}

	private EditHistory.Next call(UUID call, ProviderGate.Passage passage, JobRun run, int item, Edit edit)
			throws IOException, InterruptedException {
		EditSpec spec = edit.spec();
		EditHistory.Next next = null;
		try (EditInput input = new EditInput(this.payloads, edit.input(), spec)) {
			EditRequest request = new EditRequest(spec.prompt(), input.images(), input.mask(), spec.asked(),
					edit.timeLeft(), () -> this.transactions.executeWithoutResult((status) -> noteSending(call, run)));
			EditedImage edited = this.editor.edit(request);
			passage.answered();
			PayloadId result = keep(call, edited, spec.asked());
			if (result != null) {
				next = new EditHistory.Next.Use(result);
			}
		}
		catch (EditFailure ex) {
			if (Thread.currentThread().isInterrupted() && ex.kind() != EditFailure.Kind.RETRYABLE) {
				// Left open in the ledger: nobody knows whether it was paid for.
				throw new InterruptedException("Interrupted while the provider worked");
			}
			int callsSoFar = uninterrupted(() -> history(run, item).attempts());
			Duration pause = pause(ex, callsSoFar);
			tell(passage, ex, pause, callsSoFar < EditHistory.MOST_CALLS);
			uninterrupted(() -> note(call, ex, pause));
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted before the provider worked");
			}
		}
		return (next != null) ? next : next(run, item);
	}

	/**
	 * In one transaction, so that a run that slept while it was taken over sends nothing.
	 */
	private void noteSending(UUID call, JobRun run) {
		run.hold();
		this.ledger.sending(call);
	}

	private void tell(ProviderGate.Passage passage, EditFailure failure, Duration pause, boolean comesBack)
			throws IOException, InterruptedException {
		switch (failure.trouble()) {
			case NONE -> passage.answered();
			case RATE_LIMIT -> {
				Duration asked = failure.retryAfter();
				Instant until = this.clock.instant().plus((asked != null) ? bounded(asked) : pause);
				uninterrupted(() -> {
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
	 * What was paid for is written down even while the service stops, and while the
	 * database is away.
	 */
	private <T extends @Nullable Object> T uninterrupted(Writing<T> writing) throws IOException, InterruptedException {
		boolean stopping = Thread.interrupted();
		try {
			if (!stopping) {
				try {
					return write(writing, this.retries);
				}
				catch (BackOffInterruptedException ex) {
					// Perhaps it was the stop itself that broke the writing off.
					stopping = true;
					Thread.interrupted();
				}
			}
			return write(writing, this.retriesWhileStopping);
		}
		catch (BackOffInterruptedException ex) {
			InterruptedException stopped = new InterruptedException("Interrupted while a result could not be stored");
			stopped.initCause(ex);
			throw stopped;
		}
		finally {
			if (stopping) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static <T extends @Nullable Object> T write(Writing<T> writing, RetryTemplate retries) throws IOException {
		return retries.execute((context) -> {
			if (context.getRetryCount() == 1) {
				logger.warn("What a paid call gave cannot be written down yet; trying on: {}",
						String.valueOf(context.getLastThrowable()));
			}
			return writing.write();
		});
	}

	/**
	 * In two steps, so that a ledger that does not answer costs the disk one copy only.
	 */
	private @Nullable PayloadId keep(UUID call, EditedImage edited, EditOptions options)
			throws IOException, InterruptedException {
		Receipt receipt = new Receipt(edited.requestId(), edited.inputTokens(), edited.inputImageTokens(),
				edited.outputTokens());
		String problem = problem(edited.bytes(), options);
		if (problem != null) {
			uninterrupted(() -> {
				this.ledger.worthless(call, "OpenAI's result is no image: " + problem, receipt);
				return Outcome.REFUSED;
			});
			return null;
		}
		PayloadId result = uninterrupted(() -> store(edited.bytes()));
		return uninterrupted(() -> {
			this.ledger.completed(call, receipt, result.value());
			return result;
		});
	}

	private PayloadId store(byte[] bytes) throws IOException {
		this.payloads.space().makeRoomFor(bytes.length);
		try (PayloadWriter payload = this.payloads.create()) {
			payload.write(bytes);
			payload.commit();
			this.payloads.space().stored(bytes.length);
			return payload.id();
		}
	}

	private @Nullable String problem(byte[] result, EditOptions options) throws IOException {
		try {
			this.formats.note(PictureInspector.inspect(new ByteArrayInputStream(result)).format(),
					options.outputFormat());
			return null;
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			return ex.getMessage();
		}
	}

	private Outcome note(UUID call, EditFailure failure, Duration pause) {
		Outcome outcome = outcome(failure);
		boolean again = outcome == Outcome.RETRYABLE || outcome == Outcome.LOST;
		Instant retryAt = again ? this.clock.instant().plus(pause) : null;
		String message = (failure.getMessage() != null) ? failure.getMessage() : "OpenAI: no result";
		logger.info("OpenAI call {}: {} {}", call, outcome, message);
		if (failure instanceof AnswerNotUnderstood) {
			this.ledger.worthless(call, message, new Receipt(failure.requestId(), null, null, null));
		}
		else {
			this.ledger.failed(call, outcome, message, retryAt, failure.requestId());
		}
		return outcome;
	}

	static Outcome outcome(EditFailure failure) {
		return switch (failure.kind()) {
			case BILLING_LIMIT -> Outcome.BILLING_LIMIT;
			case FINAL -> Outcome.REFUSED;
			case RETRYABLE -> Outcome.RETRYABLE;
			case ANSWER_LOST -> Outcome.LOST;
		};
	}

	private Duration pause(EditFailure failure, int callsSoFar) {
		Duration usual = PAUSES[Math.min(Math.max(callsSoFar, 1), PAUSES.length) - 1];
		Duration pause = jittered(usual);
		Duration asked = failure.retryAfter();
		if (asked != null && asked.compareTo(pause) > 0) {
			pause = asked;
		}
		return bounded(pause);
	}

	private Duration jittered(Duration usual) {
		double factor = 1 + JITTER * (2 * this.random.nextDouble() - 1);
		return Duration.ofMillis((long) (usual.toMillis() * factor));
	}

	private static Duration bounded(Duration pause) {
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	/**
	 * What is to be edited.
	 *
	 * @param spec what is to be done
	 * @param input the pictures
	 * @param timeLeft how long the call may take
	 */
	private record Edit(EditSpec spec, PayloadId input, Duration timeLeft) {

	}

	/**
	 * A call that has begun, or what is to be done instead.
	 *
	 * @param call the call
	 * @param instead what is to be done instead, or {@code null}
	 */
	private record Begun(UUID call, EditHistory.@Nullable Next instead) {

	}

	/**
	 * Something to be written down.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	private interface Writing<T extends @Nullable Object> {

		T write() throws IOException;

	}

}
