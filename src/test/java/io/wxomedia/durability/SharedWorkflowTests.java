package io.wxomedia.durability;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.generation.RemoteWebhooks;
import io.wxomedia.job.JobId;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.worker.JobCancellation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for runs of the workflow on two instances that share one PostgreSQL: whoever is
 * told, cancels or dies, a run has one verdict, one callback and one settlement of its
 * credits.
 */
class SharedWorkflowTests {

	private static final Logger logger = LoggerFactory.getLogger(SharedWorkflowTests.class);

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));

	private final TestDatabase database = TestDatabase.postgres();

	private final JdbcClient jdbc = this.database.jdbc();

	private final PassingTime time = PassingTime.always(this.clock, this.jdbc);

	private final CallbackReceiver receiver = CallbackReceiver.start();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger keys = new AtomicInteger();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.receiver.close();
		this.database.close();
	}

	private World world() {
		return new World(this.database.dataSource(), this.directory, this.clock);
	}

	@Test
	void webhookOrCancelAtOneInstanceReachesTheRunOfTheOther() throws Exception {
		World world = world();
		MortalInstance.Looking done = (looks) -> new RemoteState.Done(URI.create("https://media.example.com/v"));
		world.neighbours().looking = (looks) -> new RemoteState.Working(30);
		try (MortalInstance one = MortalInstance.start(world, Death.never());
				MortalInstance other = MortalInstance.start(world, Death.never())) {
			// With the clock at rest nothing but what is told wakes a run.
			UUID told = start(one);
			String request = awaitVideo(told);
			world.neighbours().looking = done;
			assertThat(other.bean(RemoteWebhooks.class).heard("counting", request, null))
				.isEqualTo(RemoteWebhooks.Heard.WOKEN);
			assertThat(one.bean(RemoteWebhooks.class).heard("counting", request, null))
				.isEqualTo(RemoteWebhooks.Heard.DUPLICATE);
			assertEnd(told, "completed", "capture");

			world.neighbours().looking = (looks) -> new RemoteState.Working(30);
			UUID cancelled = start(one);
			awaitVideo(cancelled);
			List<Future<JobCancellation.Outcome>> outcomes = List.of(cancel(one, cancelled), cancel(other, cancelled));
			assertThat(List.of(outcomes.get(0).get(), outcomes.get(1).get()))
				.containsExactlyInAnyOrder(JobCancellation.Outcome.CANCELLED, JobCancellation.Outcome.CANCELLED_BEFORE);
			assertEnd(cancelled, "failed", "release");
			assertThat(world.neighbours().videos.get()).isEqualTo(2);
			assertThat(world.neighbours().pictures.get()).isEqualTo(2);
		}
	}

	@Test
	@Tag("slow")
	void runOfAnInstanceThatDiesIsEndedByTheOther() throws Exception {
		World world = world();
		Death death = Death.at(SideEffect.VIDEO_READ, Moment.BEFORE, 1);
		try (MortalInstance dying = MortalInstance.start(world, death)) {
			UUID run = start(dying);
			this.time.until(PATIENCE, Duration.ofMillis(250), () -> assertThat(death.isDead()).isTrue());
			try (MortalInstance living = MortalInstance.start(world, Death.never())) {
				assertThat(living).isNotNull();
				this.time.until(PATIENCE, Duration.ofSeconds(1),
						() -> assertThat(verdict(run)).containsExactly("completed"));
				assertEnd(run, "completed", "capture");
				assertThat(world.neighbours().videos.get()).isOne();
				assertThat(world.neighbours().pictures.get()).isOne();
			}
		}
	}

	@Test
	void cancelAtOneThatRacesWithTheWebhookAtTheOtherGivesOneVerdict() throws Exception {
		race(16);
	}

	@Test
	@Tag("long")
	void cancelThatRacesFiftyTimesGivesOneVerdictEach() throws Exception {
		race(50);
	}

	private void race(int times) throws Exception {
		World world = world();
		MortalInstance.Looking done = (looks) -> new RemoteState.Done(URI.create("https://media.example.com/v"));
		AtomicInteger won = new AtomicInteger();
		try (MortalInstance one = MortalInstance.start(world, Death.never());
				MortalInstance other = MortalInstance.start(world, Death.never())) {
			for (int i = 0; i < times; i++) {
				world.neighbours().looking = (looks) -> new RemoteState.Working(null);
				UUID run = start((i % 2 == 0) ? one : other);
				String request = awaitVideo(run);
				world.neighbours().looking = done;
				MortalInstance cancelling = (i % 4 < 2) ? one : other;
				MortalInstance told = (i % 4 < 2) ? other : one;
				CountDownLatch go = new CountDownLatch(1);
				int headStart = i % 10;
				Future<JobCancellation.Outcome> cancelled = this.threads.submit(() -> {
					go.await();
					Thread.sleep(headStart * 4L);
					return cancelling.bean(JobCancellation.class).cancel(new JobId(run));
				});
				Future<RemoteWebhooks.Heard> heard = this.threads.submit(() -> {
					go.await();
					return told.bean(RemoteWebhooks.class).heard("counting", request, null);
				});
				go.countDown();
				heard.get();
				boolean isCancelled = cancelled.get() == JobCancellation.Outcome.CANCELLED;
				won.addAndGet(isCancelled ? 1 : 0);
				assertEnd(run, isCancelled ? "failed" : "completed", isCancelled ? "release" : "capture");
			}
			logger.info("{} of {} runs were cancelled before they were complete", won.get(), times);
			assertThat(this.jdbc.sql("select held from credit_account").query(Integer.class).single()).isZero();
			assertThat(this.jdbc.sql("select count(*) from credit_transfer where kind = 'capture'")
				.query(Integer.class)
				.single()).isEqualTo(2 * (times - won.get()));
			assertThat(world.neighbours().videos.get()).isEqualTo(times);
		}
	}

	private Future<JobCancellation.Outcome> cancel(MortalInstance instance, UUID run) {
		return this.threads.submit(() -> instance.bean(JobCancellation.class).cancel(new JobId(run)));
	}

	private UUID start(MortalInstance instance) throws Exception {
		MockHttpServletResponse answer = Objects.requireNonNull(instance.post("/api/workflow/start",
				"{\"imagePrompt\":\"A lighthouse at dusk\",\"videoPrompt\":\"The beam turns slowly\"}",
				this.receiver.url(), "run " + this.keys.incrementAndGet()));
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
		return UUID.fromString(new JsonMapper().readTree(answer.getContentAsString()).path("workflowId").asString());
	}

	/**
	 * Wait until a run waits for its video.
	 * @return the provider's name of the call
	 */
	private String awaitVideo(UUID run) {
		// The first look comes a second after the order.
		return this.time.value(PATIENCE, Duration.ofMillis(20), () -> {
			assertThat(this.jdbc.sql("select phase from job where id = :id and state = 'queued'")
				.param("id", run)
				.query(String.class)
				.list()).containsExactly("waiting_for_video");
			List<String> requests = this.jdbc
				.sql("select request_id from remote_call where job_id = :id and request_id is not null")
				.param("id", run)
				.query(String.class)
				.list();
			assertThat(requests).hasSize(1);
			return requests.get(0);
		});
	}

	private List<String> verdict(UUID run) {
		return this.jdbc.sql("select verdict from job where id = :id and state = 'finished'")
			.param("id", run)
			.query(String.class)
			.list();
	}

	private void assertEnd(UUID run, String verdict, String settlement) {
		Eventually.within(PATIENCE, () -> {
			assertThat(verdict(run)).containsExactly(verdict);
			assertThat(this.jdbc.sql("select state from delivery where job_id = :id")
				.param("id", run)
				.query(String.class)
				.list()).containsExactly("delivered");
		});
		assertThat(this.jdbc.sql("select kind from credit_transfer where job_id = :id order by id")
			.param("id", run)
			.query(String.class)
			.list()).containsExactly("hold", "hold", settlement, settlement);
		assertThat(this.receiver.received()
			.stream()
			.filter((callback) -> run.toString().equals(callback.header("webhook-id")))
			.map((callback) -> callback.json().path("status").asString())).containsExactly(verdict);
		assertThat(this.jdbc.sql("select count(*) from job_event where job_id = :id and type = 'done'")
			.param("id", run)
			.query(Integer.class)
			.single()).isOne();
	}

}
