package io.wxomedia.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

import io.wxomedia.job.JobRun;
import io.wxomedia.openai.EditFailure;
import io.wxomedia.openai.EditRequest;
import io.wxomedia.openai.EditedImage;
import io.wxomedia.openai.ImageEditor;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.picture.BrokenPicture;
import io.wxomedia.picture.PictureFormat;
import io.wxomedia.picture.PictureInspector;
import io.wxomedia.picture.UnsupportedPicture;
import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.ProviderPermits;
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
 * made, and its result is stored before anything else happens. Thread-safe.
 */
class ImageEdits {

	private static final Logger logger = LoggerFactory.getLogger(ImageEdits.class);

	private static final Duration[] PAUSES = { Duration.ofSeconds(1), Duration.ofSeconds(4) };

	private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

	/**
	 * How much longer or shorter a pause may be, so that jobs that failed together do not
	 * come back together.
	 */
	private static final double JITTER = 0.2;

	private final ImageEditor editor;

	private final ProviderLedger ledger;

	private final ProviderPermits permits;

	private final PayloadStore payloads;

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

	ImageEdits(ImageEditor editor, ProviderLedger ledger, ProviderPermits permits, PayloadStore payloads,
			TransactionTemplate transactions, Clock clock, RandomGenerator random) {
		this.editor = editor;
		this.ledger = ledger;
		this.permits = permits;
		this.payloads = payloads;
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
		UUID job = run.job().id().value();
		EditHistory history = new EditHistory(this.ledger.calls(job, item), this.ledger.callsAfterLostAnswer());
		Instant now = this.clock.instant();
		EditHistory.Next next = history.next(now);
		if (next instanceof EditHistory.Next.Call) {
			Instant permitted = this.permits.reserve(job, item);
			if (permitted.isAfter(now)) {
				return new EditHistory.Next.WaitUntil(permitted);
			}
		}
		return next;
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
	 * @throws IOException if the result cannot be stored
	 */
	EditHistory.Next call(JobRun run, int item, String prompt, PayloadId input, PictureFormat format, Duration timeLeft)
			throws IOException, InterruptedException {
		UUID job = run.job().id().value();
		UUID call = this.transactions.execute((status) -> {
			run.countAttempt(this.editor.model());
			this.permits.use(job, item);
			return this.ledger.start(job, item, run.number(), this.editor.model());
		});
		EditRequest request = new EditRequest(prompt, () -> this.payloads.open(input), format.mimeType(),
				"image." + format.extension(), timeLeft);
		EditHistory.Next next = null;
		try {
			EditedImage edited = this.editor.edit(request);
			PayloadId result = keep(call, edited);
			if (result != null) {
				next = new EditHistory.Next.Use(result);
			}
		}
		catch (EditFailure ex) {
			if (Thread.currentThread().isInterrupted() && ex.kind() != EditFailure.Kind.RETRYABLE) {
				// Left open in the ledger: nobody knows whether it was paid for.
				throw new InterruptedException("Interrupted while the provider worked");
			}
			uninterrupted(() -> note(call, ex, this.ledger.calls(job, item).size()));
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException("Interrupted before the provider worked");
			}
		}
		return (next != null) ? next : next(run, item);
	}

	/**
	 * What was paid for is written down even while the service stops, and while the
	 * database is away.
	 */
	private <T extends @Nullable Object> T uninterrupted(Writing<T> writing) throws IOException, InterruptedException {
		boolean stopping = Thread.interrupted();
		RetryTemplate retries = stopping ? this.retriesWhileStopping : this.retries;
		try {
			return retries.execute((context) -> {
				if (context.getRetryCount() == 1) {
					logger.warn("What a paid call gave cannot be written down yet; trying on: {}",
							String.valueOf(context.getLastThrowable()));
				}
				return writing.write();
			});
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

	/**
	 * In two steps, so that a ledger that does not answer costs the disk one copy only.
	 */
	private @Nullable PayloadId keep(UUID call, EditedImage edited) throws IOException, InterruptedException {
		Receipt receipt = new Receipt(edited.requestId(), edited.inputTokens(), edited.outputTokens());
		String problem = problem(edited.bytes());
		if (problem != null) {
			uninterrupted(() -> {
				this.ledger.failed(call, Outcome.REFUSED, "OpenAI's result is no image: " + problem, null,
						edited.requestId());
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
		try (PayloadWriter payload = this.payloads.create()) {
			payload.write(bytes);
			payload.commit();
			return payload.id();
		}
	}

	private static @Nullable String problem(byte[] result) throws IOException {
		try {
			PictureInspector.inspect(new ByteArrayInputStream(result));
			return null;
		}
		catch (UnsupportedPicture | BrokenPicture ex) {
			return ex.getMessage();
		}
	}

	private Outcome note(UUID call, EditFailure failure, int callsSoFar) {
		Outcome outcome = switch (failure.kind()) {
			case BILLING_LIMIT -> Outcome.BILLING_LIMIT;
			case FINAL -> Outcome.REFUSED;
			case RETRYABLE -> Outcome.RETRYABLE;
			case ANSWER_LOST -> Outcome.LOST;
		};
		boolean again = outcome == Outcome.RETRYABLE || outcome == Outcome.LOST;
		Instant retryAt = again ? this.clock.instant().plus(pause(failure, callsSoFar)) : null;
		String message = (failure.getMessage() != null) ? failure.getMessage() : "OpenAI: no result";
		logger.info("OpenAI call {}: {} {}", call, outcome, message);
		this.ledger.failed(call, outcome, message, retryAt, failure.requestId());
		return outcome;
	}

	private Duration pause(EditFailure failure, int callsSoFar) {
		Duration usual = PAUSES[Math.min(Math.max(callsSoFar, 1), PAUSES.length) - 1];
		double factor = 1 + JITTER * (2 * this.random.nextDouble() - 1);
		Duration pause = Duration.ofMillis((long) (usual.toMillis() * factor));
		Duration asked = failure.retryAfter();
		if (asked != null && asked.compareTo(pause) > 0) {
			pause = asked;
		}
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
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
