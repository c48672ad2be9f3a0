package io.wxomedia.durability;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobRemoval;
import io.wxomedia.provider.CallFailure;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.submission.JobRetries;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.worker.JobCancellation;
import io.wxomedia.worker.JobHandlers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a run of the workflow does when its neighbours are in trouble: what is
 * bought, what is kept, and what becomes of the credits.
 */
class WorkflowRunTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@RegisterExtension
	final Ground ground = new Ground();

	private final MovableClock clock = this.ground.clock();

	private final JdbcClient jdbc = this.ground.jdbc();

	private final PassingTime time = this.ground.time();

	@Test
	void moderationThatCannotBeReachedIsAskedAgainAndThenNothingIsBought() throws Exception {
		World world = this.ground.world();
		world.neighbours().judging = (texts) -> {
			throw new CallFailure(CallFailure.Kind.RETRYABLE, "moderation is away", null, null, null);
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			assertThat(world.neighbours().judgements.get()).isEqualTo(4);
			assertThat(world.neighbours().pictures.get()).isZero();
			assertThat(error(run)).contains("moderation is away", "4 attempts");
		}
	}

	@Test
	void pictureThatModerationRefusesGoesNowhere() throws Exception {
		World world = this.ground.world();
		world.neighbours().judging = (texts) -> texts.isEmpty() ? List.of("violence") : List.of();
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			assertThat(error(run)).contains("refused by moderation", "violence");
			assertThat(world.objects()).isEmpty();
			assertThat(world.neighbours().videos.get()).isZero();
			assertThat(this.jdbc.sql("select count(*) from job where result_payload is not null")
				.query(Integer.class)
				.single()).isZero();
			// Tried again it is another picture.
			world.neighbours().judging = (texts) -> List.of();
			assertEnd(retry(instance, run), "completed", "capture");
			assertThat(world.neighbours().pictures.get()).isEqualTo(2);
		}
	}

	@Test
	void pictureThatNobodyJudgedIsHandedToNobodyAndJudgedByTheRetry() throws Exception {
		World world = this.ground.world();
		world.neighbours().judging = (texts) -> {
			if (texts.isEmpty()) {
				throw new CallFailure(CallFailure.Kind.RETRYABLE, "moderation is away", null, null, null);
			}
			return List.of();
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			assertThat(error(run)).contains("moderation is away", "/jobs/" + run + "/retry").doesNotContain("/result");
			assertThat(world.objects()).isEmpty();
			Job job = instance.bean(JobRecords.class).find(new JobId(run)).orElseThrow().job();
			JobHandler handler = instance.bean(JobHandlers.class).of(job);
			assertThat(handler.result(job)).isInstanceOf(JobHandler.Result.None.class);
			assertThat(instance.bean(ItemTable.class).all(job.id(), 6))
				.allSatisfy((step) -> assertThat(handler.result(job, step)).isInstanceOf(JobHandler.Result.None.class));
			world.neighbours().judging = (texts) -> List.of();
			assertEnd(retry(instance, run), "completed", "capture");
			assertThat(world.neighbours().pictures.get()).isOne();
		}
	}

	@Test
	void cancelledRunHandsOutNoPictureThatIsNotJudgedYet() throws Exception {
		World world = this.ground.world();
		CountDownLatch judging = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		world.neighbours().judging = (texts) -> {
			if (texts.isEmpty()) {
				judging.countDown();
				awaitQuietly(go);
			}
			return List.of();
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertThat(judging.await(60, TimeUnit.SECONDS)).isTrue();
			instance.bean(JobCancellation.class).cancel(new JobId(run));
			assertEnd(run, "failed", "release");
			Job job = instance.bean(JobRecords.class).find(new JobId(run)).orElseThrow().job();
			assertThat(instance.bean(JobHandlers.class).of(job).result(job)).isInstanceOf(JobHandler.Result.None.class);
			go.countDown();
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void pictureThatTheStoreRefusesIsKeptAndTakenOver() throws Exception {
		World world = this.ground.world();
		world.neighbours().beforeStoring = (key) -> {
			throw new StorageFailure("AccessDenied", null);
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			assertThat(error(run)).contains("AccessDenied", "/jobs/" + run + "/result");
			assertThat(this.jdbc.sql("select result_payload from job").query(UUID.class).single()).isNotNull();
			world.neighbours().beforeStoring = (key) -> {
			};
			UUID again = retry(instance, run);
			assertEnd(again, "completed", "capture");
			assertThat(world.neighbours().pictures.get()).isOne();
			assertThat(world.objects()).containsOnlyKeys("images/" + again + ".png", "videos/" + again + ".mp4");
		}
	}

	@Test
	void videoThatFailsGivesTheCreditsBackAndTheRetryKeepsThePicture() throws Exception {
		World world = this.ground.world();
		MortalInstance.Looking usual = world.neighbours().looking;
		world.neighbours().looking = (looks) -> new RemoteState.Failed("the words cannot be filmed", true);
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			assertThat(error(run)).contains("the words cannot be filmed");
			assertThat(steps(run)).containsExactly("completed", "completed", "completed", "failed", "pending",
					"pending");
			world.neighbours().looking = usual;
			assertEnd(retry(instance, run), "completed", "capture");
			assertThat(world.neighbours().pictures.get()).isOne();
			assertThat(world.neighbours().videos.get()).isEqualTo(2);
		}
	}

	@Test
	void storeThatIsAwayKeepsPictureAndVideoWaiting() throws Exception {
		World world = this.ground.world();
		Map<String, Integer> tries = new ConcurrentHashMap<>();
		world.neighbours().beforeStoring = (key) -> {
			if (tries.merge(key, 1, Integer::sum) < 4) {
				throw new StorageFailure("SlowDown", null, true);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "completed", "capture");
			assertThat(tries).hasSize(2).containsValue(4);
			assertThat(world.neighbours().pictures.get()).isOne();
			assertThat(world.neighbours().videos.get()).isOne();
		}
	}

	@Test
	void videoWhoseStepWasNotWrittenIsTakenOverByTheRetry() throws Exception {
		World world = this.ground.world();
		world.neighbours().beforeStoring = (key) -> {
			if (key.startsWith("videos/")) {
				throw new StorageFailure("AccessDenied", null);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			// As a run leaves it that is cancelled when the video was there and its step
			// was not written.
			this.jdbc.sql("update job_item set payload = null, result = null, state = 'failed' where number = 4")
				.update();
			world.neighbours().beforeStoring = (key) -> {
			};
			UUID again = retry(instance, run);
			assertEnd(again, "completed", "capture");
			assertThat(world.neighbours().videos.get()).isOne();
			assertThat(world.objects()).containsKeys("videos/" + again + ".mp4");
			assertThat(this.jdbc.sql("select count(*) from remote_call where state = 'TAKEN'")
				.query(Integer.class)
				.single()).as("calls that keep the earlier job's payload").isZero();
		}
	}

	@Test
	void videoThatCannotBeFetchedIsFetchedByTheRetryAndNotBoughtAgain() throws Exception {
		World world = this.ground.world();
		world.neighbours().fetching = () -> {
			throw new IOException("The media host is away");
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--VIDEO_TIMEOUT_SECONDS=600")) {
			UUID run = failsUnfetched(instance, "one", null);
			// Still away: the next one takes it over from this one.
			UUID second = failsUnfetched(instance, "one", run);
			world.neighbours().fetching = () -> {
			};
			UUID third = retry(instance, second);
			instance.bean(JobRemoval.class).remove(new JobId(run));
			instance.bean(JobRemoval.class).remove(new JobId(second));
			assertEnd(third, "completed", "capture");
			assertThat(world.neighbours().videos.get()).isOne();
			assertThat(world.neighbours().pictures.get()).isOne();
			assertThat(world.neighbours().cancelled.get()).as("told that nobody wants it").isZero();
			assertThat(world.objects()).containsKeys("videos/" + third + ".mp4");
		}
	}

	@Test
	void videoThatTheProviderHasNoMoreIsBoughtByTheRetry() throws Exception {
		World world = this.ground.world();
		world.neighbours().fetching = () -> {
			throw new IOException("The media host is away");
		};
		MortalInstance.Looking usual = world.neighbours().looking;
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--VIDEO_TIMEOUT_SECONDS=600")) {
			UUID run = failsUnfetched(instance, "one", null);
			world.neighbours().fetching = () -> {
			};
			AtomicInteger asked = new AtomicInteger();
			world.neighbours().looking = (looks) -> (asked.getAndIncrement() == 0)
					? new RemoteState.Failed("The request is not known any more", false) : usual.look(looks);
			assertEnd(retry(instance, run), "completed", "capture");
			assertThat(world.neighbours().videos.get()).isEqualTo(2);
			assertThat(world.neighbours().pictures.get()).isOne();
		}
	}

	@Test
	void videosOfAGenerationThatCannotBeFetchedAreFetchedByTheRetry() throws Exception {
		World world = this.ground.world();
		world.neighbours().fetching = () -> {
			throw new IOException("The media host is away");
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--VIDEO_TIMEOUT_SECONDS=600")) {
			MockHttpServletResponse answer = Objects.requireNonNull(
					instance.post("/api/videos/generate", "{\"prompt\":\"A lake\",\"number_of_videos\":2}", null, "b"));
			assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
			UUID generation = UUID
				.fromString(new JsonMapper().readTree(answer.getContentAsString()).path("job_id").asString());
			awaitMade(generation, 2);
			this.clock.advance(Duration.ofSeconds(600 + 3601));
			assertVerdict(generation, "failed");
			assertThat(error(generation)).contains("made and could not be fetched");
			world.neighbours().fetching = () -> {
			};
			UUID again = retry(instance, generation);
			assertVerdict(again, "completed");
			assertThat(world.neighbours().videos.get()).isEqualTo(2);
			assertThat(world.objects()).containsKeys("videos/" + again + "/video_1.mp4",
					"videos/" + again + "/video_2.mp4");
		}
	}

	private UUID failsUnfetched(MortalInstance instance, String key, @Nullable UUID earlier) throws Exception {
		UUID run = (earlier != null) ? retry(instance, earlier) : start(instance, key);
		awaitMade(run, 1);
		this.clock.advance(Duration.ofSeconds(600 + 3601));
		assertEnd(run, "failed", "release");
		assertThat(error(run)).contains("made and could not be fetched for 60 minutes", "/jobs/" + run + "/retry");
		return run;
	}

	private void awaitMade(UUID job, int videos) {
		this.time.until(PATIENCE, Duration.ofMillis(500), () -> assertThat(this.jdbc
			.sql("select count(*) from remote_call where job_id = :id and made_at is not null and state = 'ACCEPTED'")
			.param("id", job)
			.query(Integer.class)
			.single()).isEqualTo(videos));
	}

	@Test
	void videoThatIsNeverDoneEndsTheRunAtItsDeadline() throws Exception {
		endsInTime("--VIDEO_TIMEOUT_SECONDS=600", 601, "no video within 600 s (VIDEO_TIMEOUT_SECONDS)");
	}

	@Test
	void runWhoseProviderNeverAnswersEndsInItsOwnTime() throws Exception {
		endsInTime("--RUN_TIMEOUT_SECONDS=600", 601,
				"not done within 600 s (RUN_TIMEOUT_SECONDS): its step video_generation was waiting_for_video");
	}

	private void endsInTime(String setting, int seconds, String error) throws Exception {
		World world = this.ground.world();
		world.neighbours().looking = (looks) -> new RemoteState.Working(30);
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), setting)) {
			UUID run = start(instance, "one");
			awaitVideo(run);
			this.clock.advance(Duration.ofSeconds(seconds));
			assertEnd(run, "failed", "release");
			assertThat(error(run)).contains(error);
			Eventually.within(PATIENCE, () -> assertThat(world.neighbours().cancelled.get()).isOne());
			assertThat(world.neighbours().videos.get()).isOne();
		}
	}

	@Test
	void runThatWaitsForTheStoreAllItsTimeBuysNothingMoreAndKeepsWhatItHas() throws Exception {
		World world = this.ground.world();
		world.neighbours().beforeStoring = (key) -> {
			throw new StorageFailure("SlowDown", null, true);
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--RUN_TIMEOUT_SECONDS=100")) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			assertThat(error(run)).contains("not done within 100 s (RUN_TIMEOUT_SECONDS)", "storing",
					"/jobs/" + run + "/result");
			assertThat(world.neighbours().videos.get()).isZero();
			world.neighbours().beforeStoring = (key) -> {
			};
			assertEnd(retry(instance, run), "completed", "capture");
			assertThat(world.neighbours().pictures.get()).isOne();
		}
	}

	@Test
	void videoThatTheRetryHasFromTheEarlierRunIsStoredWhenItsTimeIsOver() throws Exception {
		World world = this.ground.world();
		world.neighbours().beforeStoring = (key) -> {
			if (key.startsWith("videos/")) {
				throw new StorageFailure("AccessDenied", null);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--RUN_TIMEOUT_SECONDS=100")) {
			UUID run = start(instance, "one");
			assertEnd(run, "failed", "release");
			this.jdbc.sql("update job_item set payload = null, result = null, state = 'failed' where number = 4")
				.update();
			Instant end = this.clock.instant().plusSeconds(100);
			world.neighbours().beforeStoring = (key) -> {
				if (this.clock.instant().isBefore(end)) {
					throw new StorageFailure("SlowDown", null, true);
				}
			};
			UUID again = retry(instance, run);
			assertEnd(again, "completed", "capture");
			assertThat(world.neighbours().videos.get()).isOne();
		}
	}

	@Test
	void paidVideoWaitsForTheStoreBeyondTheTimeOfItsRun() throws Exception {
		World world = this.ground.world();
		AtomicInteger refused = new AtomicInteger();
		Instant end = this.clock.instant().plusSeconds(300);
		world.neighbours().beforeStoring = (key) -> {
			if (key.startsWith("videos/") && this.clock.instant().isBefore(end)) {
				refused.incrementAndGet();
				throw new StorageFailure("SlowDown", null, true);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--RUN_TIMEOUT_SECONDS=100")) {
			assertEnd(start(instance, "one"), "completed", "capture");
			assertThat(refused).hasPositiveValue();
		}
	}

	@Test
	void runsAndTheirStepsAreCounted() throws Exception {
		World world = this.ground.world();
		AtomicInteger tries = new AtomicInteger();
		world.neighbours().beforeStoring = (key) -> {
			if (tries.incrementAndGet() < 3) {
				throw new StorageFailure("SlowDown", null, true);
			}
		};
		MortalInstance.Looking usual = world.neighbours().looking;
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			MeterRegistry meters = instance.bean(MeterRegistry.class);
			assertEnd(start(instance, "one"), "completed", "capture");
			world.neighbours().looking = (looks) -> new RemoteState.Failed("no", false);
			UUID failed = start(instance, "two");
			assertEnd(failed, "failed", "release");
			assertThat(start(instance, "two")).isEqualTo(failed);
			world.neighbours().looking = usual;
			assertEnd(retry(instance, failed), "completed", "capture");
			assertThat(meters.get("media.workflows.started").counter().count()).isEqualTo(3);
			assertThat(steps(meters, "image_upload", "completed")).isEqualTo(3);
			assertThat(steps(meters, "video_generation", "completed")).isEqualTo(2);
			assertThat(steps(meters, "video_generation", "failed")).isOne();
			assertThat(steps(meters, "finalization", "completed")).isEqualTo(2);
			assertThat(meters.get("media.workflow.step.retries").tag("step", "image_upload").counter().count())
				.isEqualTo(2);
		}
	}

	private static long steps(MeterRegistry meters, String step, String outcome) {
		return meters.get("media.workflow.step").tags("step", step, "outcome", outcome).timer().count();
	}

	@Test
	void restartInMidPollGoesOnWithTheSameOrder() throws Exception {
		World world = this.ground.world();
		world.neighbours().looking = (looks) -> new RemoteState.Working(30);
		UUID run;
		try (MortalInstance first = MortalInstance.start(world, Death.never())) {
			run = start(first, "one");
			awaitVideo(run);
		}
		world.neighbours().looking = (looks) -> new RemoteState.Done(URI.create("https://media.example.com/v"));
		try (MortalInstance second = MortalInstance.start(world, Death.never())) {
			assertThat(start(second, "one")).isEqualTo(run);
			assertEnd(run, "completed", "capture");
			assertThat(world.neighbours().videos.get()).isOne();
		}
	}

	@Test
	void cancelThatRacesWithTheVideoGivesOneVerdictAndOneSettlement() throws Exception {
		World world = this.ground.world();
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			MortalInstance.Looking usual = world.neighbours().looking;
			for (int i = 0; i < 8; i++) {
				world.neighbours().looking = (looks) -> new RemoteState.Working(null);
				UUID run = start(instance, "race " + i);
				awaitVideo(run);
				world.neighbours().looking = usual;
				CountDownLatch go = new CountDownLatch(1);
				Future<JobCancellation.Outcome> cancelled = threads.submit(() -> {
					go.await();
					return instance.bean(JobCancellation.class).cancel(new JobId(run));
				});
				Future<?> looked = threads.submit(() -> {
					go.await();
					this.clock.advance(Duration.ofSeconds(5));
					return null;
				});
				go.countDown();
				looked.get();
				boolean won = cancelled.get() == JobCancellation.Outcome.CANCELLED;
				assertEnd(run, won ? "failed" : "completed", won ? "release" : "capture");
				assertThat(won ? error(run) : "Cancelled by user").isEqualTo("Cancelled by user");
			}
			assertThat(this.jdbc.sql("select held from credit_account").query(Integer.class).single()).isZero();
			assertThat(world.neighbours().videos.get()).isEqualTo(8);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static UUID start(MortalInstance instance, String key) throws Exception {
		MockHttpServletResponse answer = Objects.requireNonNull(instance.post("/api/workflow/start",
				"{\"imagePrompt\":\"A lighthouse at dusk\",\"videoPrompt\":\"The beam turns slowly\"}", null, key));
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
		return UUID.fromString(new JsonMapper().readTree(answer.getContentAsString()).path("workflowId").asString());
	}

	private static UUID retry(MortalInstance instance, UUID run) throws Exception {
		return instance.bean(JobRetries.class).retry(new JobId(run), null, null).id().value();
	}

	private void awaitVideo(UUID run) {
		this.time.until(PATIENCE, Duration.ofMillis(100), () -> {
			assertThat(steps(run).get(3)).isEqualTo("processing");
			assertThat(this.jdbc.sql("select phase from job where id = :id and state = 'queued'")
				.param("id", run)
				.query(String.class)
				.list()).containsExactly("waiting_for_video");
		});
	}

	private void assertEnd(UUID run, String verdict, String settlement) {
		assertVerdict(run, verdict);
		assertThat(this.jdbc.sql("select kind from credit_transfer where job_id = :id order by id")
			.param("id", run)
			.query(String.class)
			.list()).containsExactly("hold", "hold", settlement, settlement);
	}

	private void assertVerdict(UUID job, String verdict) {
		this.time.until(PATIENCE, Duration.ofMillis(500),
				() -> assertThat(this.jdbc.sql("select verdict from job where id = :id and state = 'finished'")
					.param("id", job)
					.query(String.class)
					.list()).containsExactly(verdict));
	}

	private String error(UUID run) {
		return this.jdbc.sql("select error from job where id = :id").param("id", run).query(String.class).single();
	}

	private List<String> steps(UUID run) {
		return this.jdbc.sql("select state from job_item where job_id = :id order by number")
			.param("id", run)
			.query(String.class)
			.list();
	}

}
