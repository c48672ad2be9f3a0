package io.wxomedia.video;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.rules.Seat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has generations made by the backend: orders each until the backend has taken the order,
 * and then waits, without a thread, for its webhooks. A crash between the order and its
 * note leads to the same order again, with the same key.
 */
class BackendOrders {

	private static final Logger logger = LoggerFactory.getLogger(BackendOrders.class);

	private static final String FOR_BACKEND = "waiting_for_backend";

	private static final String FOR_VIDEO = "waiting_for_video";

	private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

	/**
	 * Whoever lifts what holds a job brings it forward; should that be missed, it looks
	 * by itself.
	 */
	private static final Duration HELD = Duration.ofSeconds(5);

	private final VideoBackend backend;

	private final GenerationTable generations;

	private final VideoVerdicts verdicts;

	private final CallerRules rules;

	private final DatabaseRetry database;

	private final PayloadStore payloads;

	private final JsonMapper json;

	private final Duration patience;

	private final Clock clock;

	BackendOrders(VideoBackend backend, GenerationTable generations, VideoVerdicts verdicts, CallerRules rules,
			DatabaseRetry database, PayloadStore payloads, JsonMapper json, Duration patience, Clock clock) {
		this.backend = backend;
		this.generations = generations;
		this.verdicts = verdicts;
		this.rules = rules;
		this.database = database;
		this.payloads = payloads;
		this.json = json;
		this.patience = patience;
		this.clock = clock;
	}

	/**
	 * Do what is due for a generation.
	 */
	JobStep advance(JobRun run, Generation generation, VideoSpec spec) throws IOException, InterruptedException {
		Instant taken = generation.order().takenAt();
		if (taken != null) {
			return awaitWebhook(run, generation, taken);
		}
		if (!generation.state().equals(GenerationState.START)) {
			// It tells of the order, so it has it.
			return noteTaken(run, generation);
		}
		JobStep held = heldByRules(run, generation);
		if (held != null) {
			return held;
		}
		Instant now = this.clock.instant();
		Instant deadline = run.startedAt().plus(this.patience);
		if (!now.isBefore(deadline) && generation.order().attempts() > 0) {
			return fail(run, generation,
					"The video backend did not take the order within " + seconds() + " (VIDEO_BACKEND_TIMEOUT_SECONDS)",
					generation.order().error());
		}
		Instant due = generation.order().dueAt();
		if (due != null && due.isAfter(now)) {
			return new JobStep.Wait(earlier(due, deadline), FOR_BACKEND);
		}
		if (!this.backend.isConfigured()) {
			return fail(run, generation, "VIDEO_BACKEND_URL is not set any more", null);
		}
		String refusal = begin(run, spec.options().numberOfVideos());
		if (refusal != null) {
			return fail(run, generation, refusal, null);
		}
		Attempt attempt = this.backend.order(generation.id(), new OrderBody(run.job(), spec, this.payloads, this.json));
		return attempt.succeeded() ? noteTaken(run, generation) : noteFailed(run, generation, attempt, deadline);
	}

	/**
	 * A backend is asked on the same conditions as any provider: not while the host of a
	 * session has paused it, or muted the seat.
	 */
	private @Nullable JobStep heldByRules(JobRun run, Generation generation) {
		String held = this.rules.held(run.job().owner());
		if (held == null) {
			return null;
		}
		String ended = this.rules.ended(run.job().owner());
		return (ended != null) ? fail(run, generation, ended, null)
				: new JobStep.Wait(this.clock.instant().plus(HELD), held);
	}

	/**
	 * Each video counts as one that is begun, as those of a provider do. Only seats have
	 * such a count, so for others nothing is written before the order.
	 */
	private @Nullable String begin(JobRun run, int videos) {
		AtomicReference<@Nullable String> refusal = new AtomicReference<>();
		if (Seat.of(run.job().owner()).isEmpty()) {
			return null;
		}
		this.database.inTransaction(() -> {
			run.hold();
			for (int number = 1; number <= videos && refusal.get() == null; number++) {
				refusal.set(this.rules.begin(run.job().owner(), run.job().id().value(), number));
			}
			return true;
		});
		return refusal.get();
	}

	private JobStep noteTaken(JobRun run, Generation generation) {
		this.database.inTransaction(() -> {
			run.hold();
			this.generations.orderTaken(generation.id());
			return true;
		});
		logger.info("[ORDERED] job_id={} attempts={}", generation.id(), generation.order().attempts() + 1);
		return awaitWebhook(run, generation, this.clock.instant());
	}

	private JobStep noteFailed(JobRun run, Generation generation, Attempt attempt, Instant deadline) {
		String error = String.valueOf(attempt.error());
		Instant again = OrderRetries.again(attempt, generation.order().attempts(), this.clock.instant());
		if (again == null) {
			return fail(run, generation, "The video backend refused the order", error);
		}
		logger.warn("The video backend did not take the order of job {} ({}); it is tried again", generation.id(),
				error);
		Instant due = earlier(again, deadline);
		this.database.inTransaction(() -> {
			run.hold();
			this.generations.orderFailed(generation.id(), error, due);
			return true;
		});
		return new JobStep.Wait(due, FOR_BACKEND);
	}

	private JobStep awaitWebhook(JobRun run, Generation generation, Instant since) {
		Instant deadline = since.plus(this.patience);
		if (!this.clock.instant().isBefore(deadline)) {
			return fail(run, generation, "No webhook told of the video's end within " + seconds()
					+ " of the order (VIDEO_BACKEND_TIMEOUT_SECONDS)", null);
		}
		// A webhook wakes it; should that ever be missed, it looks by itself.
		return new JobStep.Wait(earlier(deadline, this.clock.instant().plus(LOOK_AGAIN)), phase(generation.state()));
	}

	/**
	 * What the backend told last is what callers see the job wait for.
	 */
	private static String phase(GenerationState state) {
		for (VideoEvent event : VideoEvent.values()) {
			if (event != VideoEvent.PENDING && event.state().equals(state)) {
				return event.word();
			}
		}
		return FOR_VIDEO;
	}

	private JobStep fail(JobRun run, Generation generation, String error, @Nullable String cause) {
		return this.verdicts.failed(run.job().id(), generation.options().numberOfVideos(),
				(cause != null) ? error + ": " + cause : error);
	}

	private String seconds() {
		return this.patience.toSeconds() + " s";
	}

	private static Instant earlier(Instant one, Instant other) {
		return one.isBefore(other) ? one : other;
	}

}
