package io.wxomedia.durability;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.wxomedia.MediaApplication;
import io.wxomedia.event.EventNumbers;
import io.wxomedia.job.JobRetention;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OldJobs;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.TestPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a job reads of a PostgreSQL that many jobs have been through: no more
 * than in an empty one. PostgreSQL counts the rows itself.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class)
@DirtiesContext
class OldRowsTests {

	private static final Logger logger = LoggerFactory.getLogger(OldRowsTests.class);

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final int OLD_JOBS = 20_000;

	/**
	 * So many that a few looks at all old ones among them are allowed, as when what a
	 * caller was served in the last hour is counted, which holds for 20 seconds then.
	 */
	private static final int JOBS = 150;

	/**
	 * Rows of a table that one job may read, whether by an index or not. What is read by
	 * the clock meanwhile is among them.
	 */
	private static final long MOST_ROWS = 100;

	/**
	 * Seven looks at all of the old ones among 150 jobs. There were one or two, and how
	 * many goes by the time that the jobs take. A look for each job would be 20,000.
	 */
	private static final long MOST_CALLS = 1000;

	/**
	 * Closes itself with the JVM: the service, which ends after this class's last method,
	 * still needs it to stop.
	 */
	private static final EmbeddedPostgres postgres = TestPostgres.start();

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	@Test
	void jobReadsNoMoreForOldOnes(@LocalServerPort int port, @Autowired DataSource dataSource,
			@Autowired JobRetention retention, @Autowired EventNumbers events) throws Exception {
		ServiceClient client = new ServiceClient(port);
		String first = work(client, 1).iterator().next();
		events.number();
		OldJobs.copy(postgres.getPostgresDatabase(), UUID.fromString(first), OLD_JOBS);
		Map<String, Long> before = rows(dataSource);
		work(client, JOBS);
		// What is done each minute.
		retention.removeExpired();
		events.number();
		Map<String, Long> read = new LinkedHashMap<>();
		rows(dataSource).forEach((table, rows) -> read.put(table, (rows - before.getOrDefault(table, 0L)) / JOBS));
		logger.info("Rows that one job reads: {}", read);
		assertThat(read).allSatisfy((table, rows) -> assertThat(rows).as(table)
			.isLessThanOrEqualTo(table.equals("provider_call") ? MOST_CALLS : MOST_ROWS));
	}

	/**
	 * Return how many rows were read of each table so far, and how many entries of its
	 * indexes. A connection tells its counts at its end at the latest.
	 */
	private static Map<String, Long> rows(DataSource dataSource) throws Exception {
		HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
		JdbcClient other = JdbcClient.create(postgres.getPostgresDatabase());
		List<Integer> connections = other.sql("select pid from pg_stat_activity where application_name = ?")
			.param("wxo-media-service")
			.query(Integer.class)
			.list();
		pool.getHikariPoolMXBean().softEvictConnections();
		Eventually.within(PATIENCE,
				() -> assertThat(other.sql("select pid from pg_stat_activity where pid in (:pids)")
					.param("pids", connections)
					.query(Integer.class)
					.list()).isEmpty());
		Map<String, Long> rows = new LinkedHashMap<>();
		other.sql("""
				select relname, seq_tup_read + coalesce((select sum(idx_tup_read) from pg_stat_user_indexes of_table
					where of_table.relid = tables.relid), 0) as read
				from pg_stat_user_tables tables order by relname
				""")
			.query((row, index) -> Map.entry(row.getString("relname"), row.getLong("read")))
			.list()
			.forEach((table) -> rows.put(table.getKey(), table.getValue()));
		return rows;
	}

	/**
	 * Let jobs be done, and ask the service nothing meanwhile.
	 */
	private static Set<String> work(ServiceClient client, int count) {
		Set<String> jobs = new HashSet<>();
		for (int i = 0; i < count; i++) {
			jobs.add(client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single()));
		}
		Set<String> told = new HashSet<>();
		while (told.size() < count) {
			told.add(receiver.take(PATIENCE).json().path("job_id").asString());
		}
		assertThat(told).isEqualTo(jobs);
		JdbcClient other = JdbcClient.create(postgres.getPostgresDatabase());
		Eventually.within(PATIENCE, () -> assertThat(
				other.sql("select count(*) from delivery where state = 'pending'").query(Integer.class).single())
			.isZero());
		return jobs;
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		TestPostgres.use(postgres, settings);
		settings.add("OPENAI_API_KEY", () -> OpenAiStub.API_KEY);
		settings.add("OPENAI_BASE_URL", provider::baseUrl);
	}

}
