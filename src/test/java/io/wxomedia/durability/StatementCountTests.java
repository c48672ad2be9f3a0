package io.wxomedia.durability;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CountedStatements;
import io.wxomedia.testing.CountedStatements.Execution;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.OpenAiStub;
import io.wxomedia.testing.S3Server;
import io.wxomedia.testing.ServiceClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * Tests for what a job asks of a real PostgreSQL. The numbers may only shrink: whoever
 * saves something writes down the new one.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = MediaApplication.class)
@Import(CountedStatements.class)
@DirtiesContext
class StatementCountTests {

	private static final Logger logger = LoggerFactory.getLogger(StatementCountTests.class);

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/**
	 * What the service asks by the clock, whether or not there are jobs.
	 */
	private static final Pattern CHORES = Pattern.compile("(db-scheduler|readings|cancelled|\\w+-heartbeat)-.*");

	/**
	 * Three of them are chunks of payloads: the pictures are small, which is one row
	 * each. The polls that pick the two entries come by the clock.
	 */
	private static final int STATEMENTS = 30;

	/**
	 * Each is waited for until it is on PostgreSQL's disk.
	 */
	private static final int COMMITS = 8;

	/**
	 * Closes itself with the JVM: the service, which ends after this class's last method,
	 * still needs it to stop.
	 */
	private static final EmbeddedPostgres postgres = startPostgres();

	private static final OpenAiStub provider = OpenAiStub.start();

	private static final S3Server storage = S3Server.start("inbox", "outbox");

	private static final CallbackReceiver receiver = CallbackReceiver.start();

	@Test
	void singleJobWithItsCallbackAsksLittle(@LocalServerPort int port, @Autowired CountedStatements counted) {
		ServiceClient client = new ServiceClient(port);
		List<Execution> first = work(client, counted);
		assertThat(first).isNotEmpty();
		List<Execution> usual = work(client, counted);
		String list = usual.stream().map(Execution::toString).collect(Collectors.joining("\n"));
		List<Execution> statements = usual.stream().filter((execution) -> !execution.isCommit()).toList();
		long commits = usual.stream().filter((execution) -> execution.isCommit() || execution.isWriteAlone()).count();
		logger.info("{} statements and {} commits that write:\n{}", statements.size(), commits, list);
		assertThat(statements.size()).as("statements of\n%s", list).isLessThanOrEqualTo(STATEMENTS);
		assertThat(commits).as("commits of\n%s", list).isLessThanOrEqualTo(COMMITS);
	}

	/**
	 * Let one job be done.
	 * @return what it took, until its last traces are gone
	 */
	private static List<Execution> work(ServiceClient client, CountedStatements counted) {
		counted.reset();
		String job = client.accepted(ServiceClient.SINGLE_B64, receiver.url(), ServiceClient.single());
		receiver.take(job, PATIENCE);
		return Eventually.value(PATIENCE, () -> {
			List<Execution> done = counted.executions((execution) -> !CHORES.matcher(execution.thread()).matches());
			assertThat(isCommitted(done, "delete from payload_chunk")).isTrue();
			assertThat(isCommitted(done, "delete from delivery_queue")).isTrue();
			return done;
		});
	}

	private static boolean isCommitted(List<Execution> done, String beginning) {
		return done.stream()
			.dropWhile((execution) -> !execution.sql().startsWith(beginning))
			.limit(1)
			.anyMatch((statement) -> statement.alone() || done.stream()
				.skip(done.indexOf(statement))
				.anyMatch((later) -> later.isCommit() && later.thread().equals(statement.thread())));
	}

	private static EmbeddedPostgres startPostgres() {
		try {
			return EmbeddedPostgres.start();
		}
		catch (IOException ex) {
			throw new IllegalStateException("PostgreSQL did not start", ex);
		}
	}

	@DynamicPropertySource
	static void settings(DynamicPropertyRegistry settings) {
		settings.add("SPRING_DATASOURCE_URL", () -> postgres.getJdbcUrl("postgres", "postgres"));
		settings.add("SPRING_DATASOURCE_USERNAME", () -> "postgres");
		settings.add("SPRING_DATASOURCE_PASSWORD", () -> "postgres");
		settings.add("OPENAI_API_KEY", () -> OpenAiStub.API_KEY);
		settings.add("OPENAI_BASE_URL", provider::baseUrl);
		settings.add("COS_ENDPOINT", () -> storage.endpoint().toString());
		settings.add("COS_ACCESS_KEY_ID", () -> S3Server.ACCESS_KEY_ID);
		settings.add("COS_SECRET_ACCESS_KEY", () -> S3Server.SECRET_ACCESS_KEY);
		settings.add("COS_INPUT_BUCKET", () -> "inbox");
		settings.add("COS_OUTPUT_BUCKET", () -> "outbox");
	}

}
