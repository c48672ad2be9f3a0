package io.wxomedia.durability;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.job.JobId;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.worker.JobCancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for manifests of batches that come after the verdict.
 */
class LateManifestTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration STEP = Duration.ofSeconds(1);

	@RegisterExtension
	final Ground ground = new Ground();

	private final JdbcClient jdbc = this.ground.jdbc();

	private final PassingTime time = this.ground.time();

	@Test
	void cancelledBatchLeavesWhatBecameOfItsImages() throws Exception {
		World world = this.ground.world();
		CountDownLatch working = holdSecondImage(world);
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID job = cancelled(instance, working);
			List<JsonNode> items = Eventually.value(PATIENCE, () -> items(world, job));
			assertThat(items).extracting((item) -> item.path("key").asString()).containsExactly("a.png", "b.png");
			assertThat(items).extracting((item) -> item.path("state").asString())
				.containsExactly("completed", "failed");
			assertThat(items.get(1).path("error").asString()).isEqualTo("The job was cancelled");
			nothingIsDue();
		}
	}

	@Test
	void manifestThatACrashPreventsIsWrittenByTheNextProcess() throws Exception {
		World world = this.ground.world();
		CountDownLatch working = holdSecondImage(world);
		Death death = Death.at(SideEffect.MANIFEST_WRITTEN, Moment.BEFORE, 1);
		UUID job;
		try (MortalInstance first = MortalInstance.start(world, death)) {
			job = cancelled(first, working);
			Eventually.within(PATIENCE, () -> assertThat(death.isDead()).isTrue());
		}
		assertThat(world.neighbours().documents).isEmpty();
		try (MortalInstance second = MortalInstance.start(world, Death.never())) {
			assertThat(second).isNotNull();
			List<JsonNode> items = this.time.value(PATIENCE, STEP, () -> items(world, job));
			assertThat(items).hasSize(2);
			nothingIsDue();
		}
	}

	@Test
	void storeThatDoesNotTakeItGetsItLater() throws Exception {
		World world = this.ground.world();
		AtomicBoolean away = new AtomicBoolean(true);
		AtomicInteger tries = new AtomicInteger();
		world.neighbours().beforeStoring = (key) -> {
			if (key.endsWith("/manifest.json") && tries.incrementAndGet() > 0 && away.get()) {
				throw new StorageFailure("SlowDown", null, true);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never())) {
			UUID job = start(instance);
			Eventually.within(PATIENCE, () -> assertThat(verdicts()).containsExactly("completed"));
			Eventually.within(PATIENCE, () -> assertThat(tries.get()).isGreaterThan(1));
			away.set(false);
			assertThat(this.time.value(PATIENCE, STEP, () -> items(world, job)))
				.extracting((item) -> item.path("state").asString())
				.containsOnly("completed");
			nothingIsDue();
		}
	}

	@Test
	void storeThatNeverTakesItIsGivenUp() throws Exception {
		World world = this.ground.world();
		world.neighbours().beforeStoring = (key) -> {
			if (key.endsWith("/manifest.json")) {
				throw new StorageFailure("AccessDenied", null);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--STORAGE_RETRY_SECONDS=100")) {
			start(instance);
			Eventually.within(PATIENCE, () -> assertThat(verdicts()).containsExactly("completed"));
			this.time.until(PATIENCE, STEP, () -> assertThat(due()).isZero());
			assertThat(world.neighbours().documents).isEmpty();
		}
	}

	private static CountDownLatch holdSecondImage(World world) {
		CountDownLatch working = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		world.neighbours().editing = (request) -> {
			if (calls.incrementAndGet() == 2) {
				working.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		};
		return working;
	}

	private static UUID cancelled(MortalInstance instance, CountDownLatch working) throws Exception {
		UUID job = start(instance);
		working.await();
		assertThat(instance.bean(JobCancellation.class).cancel(new JobId(job)))
			.isEqualTo(JobCancellation.Outcome.CANCELLED);
		return job;
	}

	private static UUID start(MortalInstance instance) throws Exception {
		MockHttpServletResponse answer = Objects.requireNonNull(
				instance.post(ServiceClient.BATCH, ServiceClient.batch("greyer"), "http://127.0.0.1:1/callback"));
		assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(202);
		return UUID.fromString(new JsonMapper().readTree(answer.getContentAsString()).path("job_id").asString());
	}

	private static List<JsonNode> items(World world, UUID job) {
		String document = world.neighbours().documents.get("results/batch/" + job + "/manifest.json");
		assertThat(document).isNotNull();
		JsonNode manifest = new JsonMapper().readTree(document);
		assertThat(manifest.path("job_id").asString()).isEqualTo(job.toString());
		assertThat(manifest.path("prompt").asString()).isEqualTo("greyer");
		return manifest.path("items").valueStream().toList();
	}

	private List<String> verdicts() {
		return this.jdbc.sql("select verdict from job where state = 'finished'").query(String.class).list();
	}

	private void nothingIsDue() {
		Eventually.within(PATIENCE, () -> assertThat(due()).isZero());
	}

	private int due() {
		return this.jdbc.sql("select count(*) from due_manifest").query(Integer.class).single();
	}

}
