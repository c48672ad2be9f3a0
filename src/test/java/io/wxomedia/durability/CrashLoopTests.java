package io.wxomedia.durability;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.wxomedia.durability.MortalInstance.World;
import io.wxomedia.durability.SideEffect.Moment;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.ApplicationContextException;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that kill the service over the same job again and again.
 */
class CrashLoopTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int KILLS = 10;

	private final TestDatabase database = TestDatabase.h2();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@AfterEach
	void close() throws InterruptedException {
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		this.database.close();
	}

	/**
	 * Even where no call is made after one that may have been paid for.
	 */
	@Test
	@Tag("slow")
	void killsBeforeTheRequestIsSentStillEndInOneCall() throws Exception {
		World world = world();
		for (int kill = 0; kill < KILLS; kill++) {
			die(world, switch (kill % 3) {
				case 0 -> Death.at(SideEffect.CALL_STARTED, Moment.AFTER);
				case 1 -> Death.at(SideEffect.REQUEST_SENT, Moment.BEFORE);
				default -> Death.at(SideEffect.REQUEST_SENT, Moment.DURING);
			}, "never");
		}
		Map<String, Object> job = ending(world, "never");
		assertThat(job).containsEntry("verdict", "completed").containsEntry("crashes", KILLS);
		assertThat(world.calls()).hasValue(1);
		assertThat(count("outcome = 'STARTED' and sent_at is null")).isEqualTo(KILLS);
		assertThat(count("outcome = 'COMPLETED' and sent_at is not null")).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "never, 1, failed, 0", "once, 1, completed, 1", "once, 2, failed, 0" })
	void killsAfterTheRequestIsSentAreLostAnswers(String afterCrash, int kills, String verdict, int callsAfterwards)
			throws Exception {
		World world = world();
		for (int kill = 0; kill < kills; kill++) {
			die(world, Death.at(SideEffect.REQUEST_SENT, Moment.AFTER), afterCrash);
		}
		assertThat(ending(world, afterCrash)).containsEntry("verdict", verdict);
		assertThat(world.calls()).hasValue(callsAfterwards);
		assertThat(count("outcome = 'STARTED' and sent_at is not null")).isEqualTo(kills);
	}

	private World world() {
		// Databases keep microseconds, and what is rounded up never comes due for a clock
		// that stands still.
		MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));
		return new World(this.database.dataSource(), this.directory, clock);
	}

	private void die(World world, Death death, String afterCrash) throws Exception {
		MortalInstance instance = start(world, death, afterCrash);
		if (instance != null && count("true") == 0) {
			post(instance);
		}
		assertThat(death.happened().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("the crash").isTrue();
		if (instance != null) {
			this.threads.execute(instance::close);
		}
	}

	private static @Nullable MockHttpServletResponse post(MortalInstance instance) throws Exception {
		return instance.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "http://127.0.0.1:9/callback");
	}

	/**
	 * Return the instance, or {@code null} if it died before it had started: the job does
	 * not wait for that.
	 */
	private static @Nullable MortalInstance start(World world, Death death, String afterCrash) {
		try {
			return MortalInstance.start(world, death, "--PROVIDER_CALL_AFTER_CRASH=" + afterCrash);
		}
		catch (ApplicationContextException ex) {
			assertThat(ex).hasRootCauseInstanceOf(Death.Killed.class);
			return null;
		}
	}

	private Map<String, Object> ending(World world, String afterCrash) throws Exception {
		try (MortalInstance last = MortalInstance.start(world, Death.never(),
				"--PROVIDER_CALL_AFTER_CRASH=" + afterCrash)) {
			// Who got no answer asks again, and gets no second job.
			assertThat(post(last)).isNotNull();
			return Eventually.value(PATIENCE, () -> {
				Map<String, Object> job = this.database.jdbc()
					.sql("select state, coalesce(verdict, 'none') as verdict, crashes from job")
					.query((row, index) -> Map.<String, Object>of("state", row.getString("state"), "verdict",
							row.getString("verdict"), "crashes", row.getInt("crashes")))
					.single();
				assertThat(job).containsEntry("state", "finished");
				return job;
			});
		}
	}

	private int count(String condition) {
		return this.database.jdbc()
			.sql("select count(*) from provider_call where " + condition)
			.query(Integer.class)
			.single();
	}

}
