package io.wxomedia.durability;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OldJobs;
import io.wxomedia.testing.ServiceProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many jobs one, two and three instances finish on one PostgreSQL, with a provider
 * that takes a second and any number at once; the same beside a transaction that somebody
 * holds open; and what removing jobs costs. Nothing fails for being slow: the figures are
 * in the log. The system properties {@code load.jobs}, {@code load.held},
 * {@code load.removed} and {@code load.places} say how many jobs there are in each run,
 * how many in those with the transaction and after it, how many are removed, and what
 * {@code MAX_CONCURRENT_JOBS} is; {@code load.options} has options for the JVMs. The
 * instances have {@code JIT=full}, which pays at so many jobs.
 */
@Tag("long")
class LoadIT {

	private static final Logger logger = LoggerFactory.getLogger(LoadIT.class);

	private static final int JOBS = Integer.getInteger("load.jobs", 100_000);

	private static final int HELD = Integer.getInteger("load.held", JOBS);

	private static final int REMOVED = Integer.getInteger("load.removed", 100_000);

	private static final int PLACES = Integer.getInteger("load.places", 200);

	private static final List<String> OPTIONS = List.of(System.getProperty("load.options", "-Xmx512m").split(" "));

	private static final int INSTANCES = 3;

	private static final int CALLERS = 8;

	private static final Duration PATIENCE = Duration.ofHours(3);

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private final List<ServiceProcess> instances = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private WatchedPostgres database;

	@SuppressWarnings("NullAway.Init")
	private PatientNeighbours neighbours;

	@BeforeEach
	void start() throws Exception {
		this.database = WatchedPostgres.start();
		this.neighbours = PatientNeighbours.start(Duration.ofSeconds(1));
	}

	@AfterEach
	void close() throws Exception {
		this.instances.forEach(ServiceProcess::close);
		this.neighbours.close();
		this.database.close();
	}

	@Test
	void instancesShareTheWork() throws Exception {
		Fleet fleet = new Fleet((number) -> this.instances.get(number).client(), this.neighbours.callbackUrl(),
				CALLERS);
		List<String> results = new ArrayList<>();
		for (int running = 1; running <= INSTANCES; running++) {
			startInstance();
			fleet.submit(running, "warm-up of " + running, 500);
			awaitEnd();
			results.add(measure(fleet, running + " running", running, JOBS));
			logger.info("Tables, after it:\n{}", this.database.sizes());
		}
		try (Connection other = this.database.postgres().getPostgresDatabase().getConnection()) {
			holdSnapshot(other);
			results.add(measure(fleet, "beside an open transaction", INSTANCES, HELD));
			logger.info("Tables, while the transaction is open:\n{}", this.database.sizes());
		}
		this.database.jdbc().sql("vacuum analyze").update();
		logger.info("Tables, after it and a vacuum:\n{}", this.database.sizes());
		results.add(measure(fleet, "after it", INSTANCES, HELD));
		logger.info("{} jobs each, {} with the transaction, {} places each:\n{}", JOBS, HELD, PLACES,
				String.join("\n", results));
		assertThat(this.neighbours.told()).isEqualTo(fleet.accepted().keySet());
		assertThat(this.neighbours.edits()).isEqualTo(fleet.accepted().size());
		assertThat(count("select count(*) from job where verdict = 'completed'")).isEqualTo(fleet.accepted().size());
		assertThat(count("select count(*) from job_queue where task_name = 'job'")).isZero();
	}

	@Test
	void removalKeepsUp() throws Exception {
		startInstance();
		Fleet fleet = new Fleet((number) -> this.instances.get(number).client(), this.neighbours.callbackUrl(),
				CALLERS);
		fleet.submit(1, "the first", 1);
		awaitEnd();
		awaitNumbers();
		UUID first = UUID.fromString(fleet.accepted().keySet().iterator().next());
		OldJobs.copy(this.database.postgres().getPostgresDatabase(), first, REMOVED);
		logger.info("Tables of {} jobs:\n{}", REMOVED, this.database.sizes());
		logger.info(remove("alone"));
		this.database.jdbc().sql("vacuum analyze").update();
		logger.info("Tables after it and a vacuum:\n{}", this.database.sizes());
		fleet.submit(1, "the second", 1);
		awaitEnd();
		awaitNumbers();
		UUID second = UUID.fromString(this.database.jdbc().sql("select id from job").query(String.class).list().get(0));
		OldJobs.copy(this.database.postgres().getPostgresDatabase(), second, REMOVED);
		try (Connection other = this.database.postgres().getPostgresDatabase().getConnection()) {
			holdSnapshot(other);
			logger.info(remove("beside an open transaction"));
			logger.info("Tables, while the transaction is open:\n{}", this.database.sizes());
			measure(fleet, "among the dead rows", 1, HELD);
		}
	}

	/**
	 * Let all jobs expire, and wait until they are gone.
	 */
	private String remove(String name) {
		JdbcClient jdbc = this.database.jdbc();
		int all = count("select count(*) from job");
		jdbc.sql("update job set expires_at = now()").update();
		jdbc.sql("vacuum analyze job").update();
		Eventually.within(PATIENCE,
				() -> assertThat(count("select count(*) from job where expires_at < now()")).isLessThan(all));
		long start = System.nanoTime();
		double used = this.database.processorSeconds();
		int left = count("select count(*) from job");
		Eventually.within(PATIENCE,
				() -> assertThat(count("select count(*) from (select 1 from job limit 1) one")).isZero());
		double seconds = (System.nanoTime() - start) / 1e9;
		return "Removal %s: %d jobs in %.1f s, %.0f a second; processor time of the database for each %.2f ms"
			.formatted(name, left, seconds, left / seconds, (this.database.processorSeconds() - used) * 1000 / left);
	}

	private String measure(Fleet fleet, String name, int running, int jobs) throws Exception {
		double ofDatabase = this.database.processorSeconds();
		double ofInstances = processorSeconds();
		long start = System.nanoTime();
		fleet.submit(running, name, jobs);
		awaitEnd();
		double seconds = (System.nanoTime() - start) / 1e9;
		String result = "%d instances, %-26s: %6.1f jobs a second; processor time of a job: instances %5.2f ms, database %5.2f ms"
			.formatted(running, name, jobs / seconds, (processorSeconds() - ofInstances) * 1000 / jobs,
					(this.database.processorSeconds() - ofDatabase) * 1000 / jobs);
		logger.info(result);
		return result;
	}

	private double processorSeconds() {
		return this.instances.stream()
			.mapToDouble((instance) -> WatchedPostgres.processorSeconds(instance.pid(), false))
			.sum();
	}

	/**
	 * Nothing that is deleted from now on is removed from the tables, as with a backup
	 * that takes long.
	 */
	private static void holdSnapshot(Connection connection) throws Exception {
		connection.setAutoCommit(false);
		connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
		try (Statement statement = connection.createStatement()) {
			statement.execute("select txid_current()");
		}
	}

	private void startInstance() {
		Map<String, String> environment = new HashMap<>(Map.of("OPENAI_API_KEY", "sk-test", "OPENAI_BASE_URL",
				this.neighbours.baseUrl(), "MAX_QUEUED_JOBS", "1000000", "MAX_QUEUED_BYTES", "100GB",
				"MAX_CONCURRENT_JOBS", Integer.toString(PLACES), "CALLBACK_PRIVATE_NETWORKS", "allow", "JIT", "full"));
		environment.putAll(Map.of("SPRING_DATASOURCE_URL", this.database.postgres().getJdbcUrl("postgres", "postgres"),
				"SPRING_DATASOURCE_USERNAME", "postgres", "SPRING_DATASOURCE_PASSWORD", "postgres"));
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(List.of("-jar", String.valueOf(System.getProperty("service.jar"))));
		this.instances.add(ServiceProcess.start(command, this.directory.resolve("instance-" + this.instances.size()),
				environment));
	}

	private void awaitEnd() {
		Eventually.within(PATIENCE, () -> {
			assertThat(
					count("select count(*) from (select 1 from job where state in ('queued', 'running') limit 1) one"))
				.as("open jobs")
				.isZero();
			assertThat(count("select count(*) from (select 1 from delivery where state = 'pending' limit 1) one"))
				.as("callbacks")
				.isZero();
		});
	}

	/**
	 * Events are numbered each minute; copies of those that were not would all be.
	 */
	private void awaitNumbers() {
		Eventually.within(PATIENCE,
				() -> assertThat(count("select count(*) from job_event where seq is null")).isZero());
	}

	private int count(String sql) {
		return this.database.jdbc().sql(sql).query(Integer.class).single();
	}

}
