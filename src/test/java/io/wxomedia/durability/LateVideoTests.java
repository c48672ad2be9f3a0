package io.wxomedia.durability;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.generation.RemoteState;
import io.wxomedia.job.JobId;
import io.wxomedia.storage.StorageFailure;
import io.wxomedia.submission.JobRetries;
import io.wxomedia.submission.Jobs;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.video.NewGenerations;
import io.wxomedia.video.TestGenerations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for generations whose time is over: what is there and paid for is stored, what is
 * not is cancelled, and nothing more is bought.
 */
class LateVideoTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final RemoteState DONE = new RemoteState.Done(URI.create("https://media.example.com/v"));

	@RegisterExtension
	final Ground ground = new Ground();

	private final MovableClock clock = this.ground.clock();

	private final JdbcClient jdbc = this.ground.jdbc();

	private final PassingTime time = this.ground.time();

	@Test
	void oneVideoThatIsLateCostsNoneOfTheOthers() throws Exception {
		World world = this.ground.world();
		AtomicInteger ordered = new AtomicInteger();
		world.neighbours().looking = (looks) -> (looks == 0 && ordered.incrementAndGet() <= 3) ? DONE
				: new RemoteState.Working(50);
		AtomicInteger tries = new AtomicInteger();
		world.neighbours().beforeStoring = (key) -> {
			if (tries.incrementAndGet() <= 2) {
				throw new StorageFailure("SlowDown", null, true);
			}
		};
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--RUN_TIMEOUT_SECONDS=100")) {
			UUID job = accept(instance, 4);
			this.time.until(PATIENCE, Duration.ofSeconds(1),
					() -> assertThat(count("select count(*) from remote_call where state = 'DONE'")).isEqualTo(3));
			this.clock.advance(Duration.ofSeconds(100));
			assertThat(end(job)).isEqualTo("completed");
			assertThat(count("select count(*) from video_file")).isEqualTo(3);
			assertThat(world.neighbours().videos.get()).as("orders").isEqualTo(4);
			Eventually.within(PATIENCE, () -> assertThat(world.neighbours().cancelled.get()).isOne());
		}
	}

	@Test
	void orderWhoseAnswerTheLedgerAloneHasIsNotForgottenAtTheEnd() throws Exception {
		World world = this.ground.world();
		world.neighbours().looking = (looks) -> new RemoteState.Working(50);
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--RUN_TIMEOUT_SECONDS=100")) {
			UUID job = accept(instance, 1);
			this.time.until(PATIENCE, Duration.ofMillis(100),
					() -> assertThat(count("select count(*) from remote_call where state = 'ACCEPTED' and looks > 0"))
						.isOne());
			// As the process leaves it that dies before the row is written.
			this.jdbc.sql("update remote_call set state = 'SUBMITTING', request_id = null").update();
			this.clock.advance(Duration.ofSeconds(100));
			assertThat(end(job)).isEqualTo("failed");
			Eventually.within(PATIENCE, () -> assertThat(world.neighbours().cancelled.get()).isOne());
			assertThat(world.neighbours().videos.get()).isOne();
		}
	}

	@Test
	void videoOfAnEarlierJobIsUsedWhenTheTimeIsOver() throws Exception {
		World world = this.ground.world();
		world.neighbours().looking = (looks) -> DONE;
		world.neighbours().beforeStoring = (key) -> {
			throw new StorageFailure("AccessDenied", null);
		};
		UUID again;
		try (MortalInstance instance = MortalInstance.start(world, Death.never(), "--RUN_TIMEOUT_SECONDS=100")) {
			UUID job = accept(instance, 1);
			assertThat(end(job)).isEqualTo("failed");
			world.neighbours().beforeStoring = (key) -> {
				throw new StorageFailure("SlowDown", null, true);
			};
			again = instance.bean(JobRetries.class).retry(new JobId(job), null, null).id().value();
			Eventually.within(PATIENCE,
					() -> assertThat(count("select count(*) from job where phase = 'storing'")).isOne());
			this.clock.advance(Duration.ofSeconds(100));
			world.neighbours().beforeStoring = (key) -> {
			};
			assertThat(end(again)).isEqualTo("completed");
			assertThat(world.neighbours().videos.get()).as("orders").isOne();
		}
	}

	private static UUID accept(MortalInstance instance, int videos) {
		return TestGenerations.accept(instance.bean(Jobs.class), instance.bean(NewGenerations.class), videos).value();
	}

	private int count(String sql) {
		return this.jdbc.sql(sql).query(Integer.class).single();
	}

	private String end(UUID job) {
		this.time.until(PATIENCE, Duration.ofMillis(500),
				() -> assertThat(count("select count(*) from job where state = 'finished' and id = '" + job + "'"))
					.isOne());
		return this.jdbc.sql("select verdict from job where id = :id").param("id", job).query(String.class).single();
	}

}
