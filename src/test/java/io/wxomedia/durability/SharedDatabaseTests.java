package io.wxomedia.durability;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.wxomedia.MediaApplication;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.EditProvider;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.wxomedia.testing.ServiceClient.Answer;
import io.wxomedia.testing.TcpProxy;
import io.wxomedia.testing.TestImages;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two instances on one PostgreSQL, one that takes requests and one that works,
 * while the network between them and the database is well, slow, silent or gone.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SharedDatabaseTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/**
	 * What is promised is about ten seconds; the rest is for a busy machine.
	 */
	private static final Duration BOUNDED = Duration.ofSeconds(30);

	private final EditProvider provider = EditProvider.start();

	private final CallbackReceiver receiver = CallbackReceiver.start();

	private final List<AutoCloseable> opened = new ArrayList<>(List.of(this.provider, this.receiver));

	private @Nullable ConfigurableApplicationContext web;

	private TcpProxy network = TcpProxy.to(1);

	private ServiceClient client = new ServiceClient(0);

	private ServiceClient workerClient = new ServiceClient(0);

	@BeforeAll
	void start() throws IOException {
		this.network.close();
		EmbeddedPostgres postgres = EmbeddedPostgres.start();
		this.opened.add(0, postgres);
		this.network = TcpProxy.to(postgres.getPort());
		this.opened.add(0, this.network);
		ConfigurableApplicationContext web = instance("web");
		this.web = web;
		ConfigurableApplicationContext worker = instance("worker");
		this.client = new ServiceClient(port(web));
		this.workerClient = new ServiceClient(port(worker));
	}

	private ConfigurableApplicationContext instance(String role) {
		Map<String, Object> settings = new TreeMap<>();
		settings.put("ROLE", role);
		settings.put("PORT", "0");
		settings.put("DATA_DIR", Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath());
		settings.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + this.network.port() + "/postgres");
		settings.put("SPRING_DATASOURCE_USERNAME", "postgres");
		settings.put("SPRING_DATASOURCE_PASSWORD", "postgres");
		settings.put("OPENAI_API_KEY", "sk-test");
		settings.put("OPENAI_BASE_URL", this.provider.baseUrl());
		settings.put("CALLBACK_PRIVATE_NETWORKS", "allow");
		settings.put("CALLBACK_MAX_RETRIES", "5");
		String[] arguments = settings.entrySet()
			.stream()
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(MediaApplication.class)
			.web(WebApplicationType.SERVLET)
			.registerShutdownHook(false)
			.run(arguments);
		this.opened.add(0, context);
		return context;
	}

	private static int port(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterEach
	void mend() {
		this.provider.letGo();
		this.network.mend();
	}

	@AfterAll
	void stop() throws Exception {
		for (AutoCloseable open : this.opened) {
			open.close();
		}
	}

	@Test
	void jobThatIsAcceptedHereIsWorkedOnThereAndReadHere() {
		String job = submit("here and there");
		CallbackReceiver.Callback callback = this.receiver.take(job, PATIENCE);
		assertThat(callback.json().path("status").asString()).isEqualTo("completed");
		JsonNode view = delivered(job);
		assertThat(view.path("verdict").asString()).isEqualTo("completed");
		assertThat(this.client.get("/jobs/" + job + "/result").body()).isEqualTo(TestImages.png());
		assertThat(this.provider.edits("here and there")).isOne();
		assertThat(this.receiver.received(job)).hasSize(1);
	}

	@Test
	void workerAnswersHowItIsAndRefusesTheRest() {
		assertThat(this.workerClient.get("/health").status()).isEqualTo(200);
		// A connection that an earlier test broke counts as a database that is down.
		Eventually.within(PATIENCE,
				() -> assertThat(this.workerClient.get("/actuator/health").status()).isEqualTo(200));
		Answer refused = this.workerClient.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "callbackUrl",
				this.receiver.url());
		assertThat(refused.status()).isEqualTo(503);
		assertThat(refused.code()).isEqualTo("worker_only");
		assertThat(refused.detail()).contains("ROLE=worker");
		assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
		assertThat(this.workerClient.get("/jobs/" + UUID.randomUUID()).code()).isEqualTo("worker_only");
	}

	@Test
	void databaseThatIsGoneIsToldAndComesBackWithoutARestart() {
		this.provider.hold((edit) -> edit.prompt().equals("paid for"));
		String running = submit("paid for");
		Eventually.within(PATIENCE, () -> assertThat(this.provider.edits("paid for")).isOne());
		this.network.cut();
		this.provider.letGo();
		Answer refused = isUnavailable("gone");
		assertThat(this.client.get("/health").status()).isEqualTo(200);
		assertThat(this.client.get("/jobs/" + running).code()).isEqualTo("database_unavailable");
		this.network.mend();

		String again = submit("gone");
		assertThat(delivered(again).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.provider.edits("gone")).as("calls after %s", refused.text()).isOne();
		assertThat(delivered(running).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.provider.edits("paid for")).isOne();
	}

	@Test
	@Tag("slow")
	void databaseThatFallsSilentEndsInBoundedTime() {
		String before = submit("before the silence");
		delivered(before);
		this.network.hang();
		isUnavailable("silent");
		this.network.mend();
		String again = submit("silent");
		assertThat(delivered(again).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.provider.edits("silent")).isOne();
	}

	@Test
	@Tag("slow")
	void slowDatabaseIsSlowAndNothingElse() {
		this.network.slowDown(Duration.ofMillis(100));
		String job = submit("slow");
		assertThat(delivered(job).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.provider.edits("slow")).isOne();
		assertThat(this.receiver.received(job)).hasSize(1);
	}

	@Test
	@Tag("slow")
	void fullConnectionPoolIsToldAndEmptiesByItself() throws SQLException {
		HikariDataSource pool = (HikariDataSource) Objects.requireNonNull(this.web).getBean(DataSource.class);
		List<Connection> held = new ArrayList<>();
		try {
			for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
				held.add(pool.getConnection());
			}
			isUnavailable("full pool");
			assertThat(this.client.get("/health").status()).isEqualTo(200);
		}
		finally {
			for (Connection connection : held) {
				connection.close();
			}
		}
		assertThat(delivered(submit("full pool")).path("verdict").asString()).isEqualTo("completed");
		assertThat(this.provider.edits("full pool")).isOne();
	}

	/**
	 * Connections that an earlier test broke fail once each, so it may take several
	 * requests.
	 */
	private String submit(String prompt) {
		return Eventually.value(PATIENCE, () -> accepted(prompt));
	}

	private Answer post(String prompt) {
		return this.client.post(ServiceClient.SINGLE_B64, ServiceClient.single(prompt, "photo.png", TestImages.png()),
				"callbackUrl", this.receiver.url(), "Idempotency-Key", prompt);
	}

	/**
	 * Submit, be told that nothing works, and within bounded time.
	 */
	private Answer isUnavailable(String prompt) {
		long start = System.nanoTime();
		Answer refused = post(prompt);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUNDED);
		assertThat(refused.status()).as(refused.text()).isEqualTo(503);
		assertThat(refused.code()).isIn("database_unavailable", "storage_unavailable");
		assertThat(refused.header("Retry-After")).matches("\\d+");
		return refused;
	}

	/**
	 * Send the same request again, until it is taken.
	 */
	private String accepted(String prompt) {
		Answer answer = post(prompt);
		assertThat(answer.status()).as(answer.text()).isEqualTo(202);
		return answer.json().path("job_id").asString();
	}

	private JsonNode delivered(String job) {
		return Eventually.value(PATIENCE, () -> {
			Answer answer = this.client.get("/jobs/" + job);
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(answer.json().at("/callback/state").asString()).isEqualTo("delivered");
			return answer.json();
		});
	}

}
