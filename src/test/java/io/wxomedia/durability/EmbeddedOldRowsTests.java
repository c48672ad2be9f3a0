package io.wxomedia.durability;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.wxomedia.MediaApplication;
import io.wxomedia.event.EventNumbers;
import io.wxomedia.job.JobRetention;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CountedStatements;
import io.wxomedia.testing.CountedStatements.Execution;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OldJobs;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.ServiceClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the embedded database finds what a job asks it for, when many jobs have
 * been through it: by an index. {@link OldRowsTests} counts on PostgreSQL what is read.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class)
@Import(CountedStatements.class)
@DirtiesContext
class EmbeddedOldRowsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final int OLD_JOBS = 5_000;

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	@Test
	void statementsOfAJobScanNoTable(@LocalServerPort int port, @Autowired DataSource dataSource,
			@Autowired CountedStatements counted, @Autowired JobRetention retention, @Autowired EventNumbers events)
			throws Exception {
		ServiceClient client = new ServiceClient(port);
		String first = work(client);
		events.number();
		OldJobs.copy(dataSource, UUID.fromString(first), OLD_JOBS);
		counted.reset();
		work(client);
		// What is done each minute.
		retention.removeExpired();
		events.number();
		Map<String, String> plans = plans(dataSource,
				counted.executions((execution) -> !execution.isCommit())
					.stream()
					.map(Execution::sql)
					.filter((sql) -> !sql.startsWith("commit") && !sql.startsWith("set "))
					.collect(Collectors.toCollection(TreeSet::new)));
		assertThat(plans).hasSizeGreaterThan(20);
		assertThat(plans).allSatisfy((sql, plan) -> assertThat(OldJobs.TABLES).as("%s\n%s", sql, plan)
			.noneMatch((table) -> plan.contains("public." + table + ".tableScan")));
		assertThat(plan(dataSource, "select * from job where worked_ms = ?")).contains("public.job.tableScan");
	}

	private static String work(ServiceClient client) {
		String job = client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		Eventually.within(PATIENCE,
				() -> assertThat(client.job(job).at("/callback/state").asString("")).isEqualTo("delivered"));
		return job;
	}

	private static Map<String, String> plans(DataSource dataSource, Iterable<String> statements) throws SQLException {
		Map<String, String> plans = new LinkedHashMap<>();
		for (String sql : statements) {
			plans.put(sql, plan(dataSource, sql));
		}
		return plans;
	}

	private static String plan(DataSource dataSource, String sql) throws SQLException {
		try (Connection connection = dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement("explain " + sql)) {
			for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
				statement.setObject(i, null);
			}
			try (ResultSet rows = statement.executeQuery()) {
				assertThat(rows.next()).as(sql).isTrue();
				return rows.getString(1).replace("\"", "");
			}
		}
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		Path data = Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath();
		settings.add("DATA_DIR", data::toString);
		settings.add("OPENAI_API_KEY", () -> OpenAiStub.API_KEY);
		settings.add("OPENAI_BASE_URL", provider::baseUrl);
	}

}
