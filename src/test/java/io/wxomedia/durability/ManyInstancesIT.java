package io.wxomedia.durability;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for three processes on one PostgreSQL, first left alone, then killed at random.
 * The system property {@code many.jobs} says how many jobs there are.
 */
@Tag("long")
class ManyInstancesIT {

	private static final Logger logger = LoggerFactory.getLogger(ManyInstancesIT.class);

	private static final int JOBS = Integer.getInteger("many.jobs", 10_000);

	private static final int INSTANCES = 3;

	private static final int JOBS_AT_ONCE = 8;

	private static final int CALLERS = 8;

	@RegisterExtension
	final Stage stage = new Stage("CALLBACK_MAX_RETRIES", "10", "MAX_QUEUED_JOBS", "100000", "MAX_CONCURRENT_JOBS",
			Integer.toString(JOBS_AT_ONCE));

	private final AtomicReferenceArray<ServiceProcess> instances = new AtomicReferenceArray<>(INSTANCES);

	private final AtomicReferenceArray<ServiceClient> clients = new AtomicReferenceArray<>(INSTANCES);

	@Test
	void killedInstancesLoseNothingAndRunNothingTwice() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			JdbcClient jdbc = JdbcClient.create(postgres.getPostgresDatabase());
			this.stage.provider().willTake(20);
			Fleet fleet = new Fleet(this.clients::get, this.stage.receiver().url(), CALLERS);
			for (int i = 0; i < INSTANCES; i++) {
				start(postgres, i);
				measure(fleet, jdbc, i + 1, JOBS / 5);
			}
			Random random = new Random();
			int kills = killWhile(postgres, random,
					() -> fleet.submit(INSTANCES, "killed", JOBS - INSTANCES * (JOBS / 5)));
			awaitEnd(jdbc);
			everyPromiseIsKept(jdbc, fleet.accepted().keySet(), kills);
		}
	}

	private void start(EmbeddedPostgres postgres, int number) {
		ServiceProcess instance = this.stage.start(this.stage.directory().resolve("instance-" + number),
				"SPRING_DATASOURCE_URL", postgres.getJdbcUrl("postgres", "postgres"), "SPRING_DATASOURCE_USERNAME",
				"postgres", "SPRING_DATASOURCE_PASSWORD", "postgres");
		this.instances.set(number, instance);
		this.clients.set(number, instance.client());
	}

	private static void measure(Fleet fleet, JdbcClient jdbc, int running, int jobs) throws Exception {
		long start = System.nanoTime();
		fleet.submit(running, running + " running", jobs);
		awaitEnd(jdbc);
		double seconds = (System.nanoTime() - start) / 1e9;
		logger.info("{} instances: {} jobs in {} s, {} a second", running, jobs, seconds, jobs / seconds);
	}

	private int killWhile(EmbeddedPostgres postgres, Random random, Work work) throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		try {
			Future<?> done = other.submit(() -> {
				work.run();
				return true;
			});
			int kills = 0;
			do {
				new CountDownLatch(1).await(1000 + random.nextInt(3000), TimeUnit.MILLISECONDS);
				int victim = random.nextInt(INSTANCES);
				this.instances.get(victim).kill();
				kills++;
				start(postgres, victim);
			}
			while (!done.isDone());
			done.get();
			return kills;
		}
		finally {
			other.shutdownNow();
		}
	}

	private static void awaitEnd(JdbcClient jdbc) {
		Eventually.within(Duration.ofMinutes(30), () -> {
			assertThat(count(jdbc, "select count(*) from job where state <> 'finished'")).as("open jobs").isZero();
			assertThat(count(jdbc, "select count(*) from delivery where state = 'pending'")).as("callbacks").isZero();
		});
	}

	private void everyPromiseIsKept(JdbcClient jdbc, Set<String> accepted, int kills) throws IOException {
		Set<String> finished = jdbc
			.sql("select id from job where verdict = 'completed' or error like 'The service was stopped while OpenAI%'")
			.query(UUID.class)
			.list()
			.stream()
			.map(UUID::toString)
			.collect(Collectors.toSet());
		assertThat(accepted).hasSize(JOBS);
		assertThat(finished).isEqualTo(accepted);
		Set<String> told = this.stage.receiver()
			.received()
			.stream()
			.map((callback) -> callback.header("webhook-id"))
			.collect(Collectors.toSet());
		assertThat(told).isEqualTo(accepted);
		this.stage.deliveriesAgree();
		int calls = this.stage.provider().edits().size();
		logger.info("{} jobs, {} kills, {} calls, {} callbacks received", JOBS, kills, calls,
				this.stage.receiver().received().size());
		assertThat(calls).isBetween(JOBS, JOBS + kills * JOBS_AT_ONCE);
		assertThat(count(jdbc, """
				select count(*) from provider_call one join provider_call other
				on one.job_id = other.job_id and one.id <> other.id and one.started_at <= other.started_at
				where one.finished_at > other.started_at
				""")).as("calls for one job at the same time").isZero();
		assertThat(count(jdbc, "select count(*) from job_queue where task_name = 'job'")).isZero();
		assertThat(count(jdbc, "select count(*) from batch_job_queue")).isZero();
		assertThat(count(jdbc, "select count(*) from delivery_queue")).isZero();
	}

	private static int count(JdbcClient jdbc, String sql) {
		return jdbc.sql(sql).query(Integer.class).single();
	}

	/**
	 * What is done while instances are killed.
	 */
	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

}
