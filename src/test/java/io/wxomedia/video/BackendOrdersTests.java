package io.wxomedia.video;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobRun;
import io.wxomedia.job.JobStep;
import io.wxomedia.job.RunLost;
import io.wxomedia.rules.CallerRules;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.MemoryPayloads;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for orders to a backend: its troubles, the deadlines, and what a crash leaves.
 */
class BackendOrdersTests {

	private static final Duration PATIENCE = Duration.ofSeconds(100);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-27T10:00:00Z"));

	private final TestDatabase database = TestDatabase.h2();

	private final CallbackReceiver receiver = CallbackReceiver.start();

	private final VideoBackend backend = new VideoBackend(new VideoProperties(this.receiver.url(), 100, 5,
			WebhookSecrets.valueOf("first second"), false, 4, 1, 1, 7200, Duration.ofDays(90)));

	private final GenerationTable generations = new GenerationTable(this.database.jdbc(), this.clock);

	private final JsonMapper json = new JsonMapper();

	private final AtomicReference<@Nullable String> held = new AtomicReference<>();

	private final AtomicReference<@Nullable String> ended = new AtomicReference<>();

	private final CallerRules rules = new CallerRules() {

		@Override
		public @Nullable String held(String owner) {
			return BackendOrdersTests.this.held.get();
		}

		@Override
		public @Nullable String ended(String owner) {
			return BackendOrdersTests.this.ended.get();
		}

	};

	private final BackendOrders orders = new BackendOrders(this.backend, this.generations, new VideoVerdicts(this.json),
			this.rules, DatabaseRetry.ofHiccups(this.database.transactions()), new MemoryPayloads(), this.json,
			PATIENCE, this.clock);

	private final VideoSpec spec = new VideoSpec("a sunset", new VideoOptions("16:9", 1, 8, "ALLOW_ALL"), null,
			"http://localhost/api/webhooks/video-completion");

	private final JobId id = JobId.random();

	BackendOrdersTests() {
		this.database.jdbc().sql("""
				insert into job (id, kind, state, cancelled, owner, request, items_done, items_failed, items_total,
					fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'video', 'running', false, 'alice', '{}', 0, 0, 1, 0, 1, 0, 0, 0, :at)
				""").param("id", this.id.value()).param("at", this.clock.instant().atOffset(ZoneOffset.UTC)).update();
		this.generations.insert(this.id, "alice", Generation.Maker.BACKEND, this.spec);
	}

	@AfterEach
	void close() {
		this.backend.close();
		this.receiver.close();
		this.database.close();
	}

	private JobStep advance() throws Exception {
		return advance(new Run(false));
	}

	private JobStep advance(JobRun run) throws Exception {
		return this.orders.advance(run, this.generations.find(this.id).orElseThrow(), this.spec);
	}

	private String error(JobStep step) {
		assertThat(step).isInstanceOf(JobStep.Finish.class);
		return String.valueOf(((JobStep.Finish) step).error());
	}

	@Test
	void orderIsTakenOnceAndThenWaitedFor() throws Exception {
		Instant deadline = this.clock.instant().plus(PATIENCE);
		assertThat(advance()).isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(15), "waiting_for_video"));
		this.clock.advance(PATIENCE.minusSeconds(10));
		assertThat(advance()).isEqualTo(new JobStep.Wait(deadline, "waiting_for_video"));
		assertThat(this.receiver.received()).hasSize(1);
	}

	@Test
	void backendThatStaysDownEndsTheGeneration() throws Exception {
		this.receiver.willAnswer(503, 503, 503);
		assertThat(advance()).isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(1), "waiting_for_backend"));
		// Run too early, it only looks.
		assertThat(advance()).isInstanceOf(JobStep.Wait.class);
		assertThat(this.receiver.received()).hasSize(1);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(advance()).isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(3), "waiting_for_backend"));
		this.clock.advance(Duration.ofSeconds(98));
		assertThat(advance()).isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(1), "waiting_for_backend"));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(error(advance())).contains("did not take the order within 100 s", "VIDEO_BACKEND_TIMEOUT_SECONDS",
				"HTTP 503");
		assertThat(this.receiver.received()).hasSize(3);
	}

	@Test
	void webhookThatNeverComesEndsTheGeneration() throws Exception {
		advance();
		this.clock.advance(PATIENCE);
		assertThat(error(advance())).contains("No webhook told of the video's end within 100 s");
	}

	@Test
	void orderThatWasPostedAndNotNotedIsPostedAgainAsItWas() throws Exception {
		assertThatThrownBy(() -> advance(new Run(true))).isInstanceOf(RunLost.class);
		assertThat(this.receiver.received()).hasSize(1);
		assertThat(advance()).isInstanceOf(JobStep.Wait.class);
		List<CallbackReceiver.Callback> orders = this.receiver.received();
		assertThat(orders).hasSize(2);
		assertThat(orders.get(1).text()).isEqualTo(orders.get(0).text());
		assertThat(orders).allSatisfy((order) -> {
			assertThat(order.header("idempotency-key")).isEqualTo(this.id.toString());
			assertThat(order.header("x-webhook-secret")).isEqualTo("first");
		});
	}

	@Test
	void orderThatAWebhookToldOfIsNotPostedAgain() throws Exception {
		assertThatThrownBy(() -> advance(new Run(true))).isInstanceOf(RunLost.class);
		this.generations.show(this.id, VideoEvent.GENERATING);
		assertThat(advance())
			.isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(15), VideoEvent.GENERATING.word()));
		assertThat(this.receiver.received()).hasSize(1);
	}

	@Test
	void backendThatSaysWhatIsWrongIsNotAskedAgain() throws Exception {
		this.receiver.willAnswer(401);
		assertThat(error(advance())).isEqualTo("The video backend refused the order: HTTP 401");
	}

	@Test
	void whatIsLaidDownForTheCallerHoldsForABackendToo() throws Exception {
		this.held.set("paused");
		this.clock.advance(PATIENCE.multipliedBy(2));
		assertThat(advance()).isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(5), "paused"));
		assertThat(this.receiver.received()).isEmpty();
		this.ended.set("The session is over [session_ended]");
		assertThat(error(advance())).isEqualTo("The session is over [session_ended]");
		this.held.set(null);
		// The time of the pause was not the backend's.
		assertThat(advance()).isEqualTo(new JobStep.Wait(this.clock.instant().plusSeconds(15), "waiting_for_video"));
		assertThat(this.receiver.received()).hasSize(1);
	}

	/**
	 * A run of the job, which may be lost when it is about to write.
	 */
	private final class Run implements JobRun {

		private final boolean lost;

		private final Instant started = Instant.parse("2026-11-27T10:00:00Z");

		Run(boolean lost) {
			this.lost = lost;
		}

		@Override
		public Job job() {
			return new Job(BackendOrdersTests.this.id, "alice", VideoKind.NAME, null, "{}", null, null, null, null,
					this.started);
		}

		@Override
		public int number() {
			return 1;
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public Instant startedAt() {
			return this.started;
		}

		@Override
		public Duration worked() {
			return Duration.ZERO;
		}

		@Override
		public void hold() {
			if (this.lost) {
				throw new RunLost(BackendOrdersTests.this.id, 1);
			}
		}

		@Override
		public void countAttempt(String model) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void show(Progress progress) {
			throw new UnsupportedOperationException();
		}

		@Override
		public JobItems items() {
			throw new UnsupportedOperationException();
		}

	}

}
