package io.wxomedia.durability;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.wxomedia.MediaApplication;
import io.wxomedia.testing.EditProvider;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for one workshop session on two instances that share a PostgreSQL.
 */
class SharedSessionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final String HOST = "host-kn0ws-this-only";

	private final List<AutoCloseable> opened = new ArrayList<>();

	private ServiceClient instance(int database, EditProvider provider) {
		Map<String, Object> settings = new TreeMap<>();
		settings.put("PORT", "0");
		settings.put("DATA_DIR", Path.of("target", "test-data", UUID.randomUUID().toString()).toAbsolutePath());
		settings.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + database + "/postgres");
		settings.put("SPRING_DATASOURCE_USERNAME", "postgres");
		settings.put("SPRING_DATASOURCE_PASSWORD", "postgres");
		settings.put("OPENAI_API_KEY", "sk-test");
		settings.put("OPENAI_BASE_URL", provider.baseUrl());
		settings.put("POLLING", "true");
		settings.put("ADMIN_KEY", HOST);
		String[] arguments = settings.entrySet()
			.stream()
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(MediaApplication.class)
			.web(WebApplicationType.SERVLET)
			.registerShutdownHook(false)
			.run(arguments);
		this.opened.add(0, context);
		return new ServiceClient(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable open : this.opened) {
			open.close();
		}
	}

	@Test
	void whatIsLaidDownHereHoldsThere() throws Exception {
		EmbeddedPostgres postgres = EmbeddedPostgres.start();
		this.opened.add(0, postgres);
		EditProvider provider = EditProvider.start();
		this.opened.add(0, provider);
		ServiceClient here = instance(postgres.getPort(), provider);
		ServiceClient there = instance(postgres.getPort(), provider);
		JsonNode session = here.post("/sessions", "{\"name\":\"both\"}", "x-api-key", HOST).json();
		String path = "/sessions/" + session.path("session_id").asString();
		String key = there.post("/sessions/join", "{\"code\":\"" + session.path("join_code").asString() + "\"}")
			.json()
			.path("key")
			.asString();
		assertThat(here.get("/jobs", "x-api-key", key).status()).isEqualTo(200);
		assertThat(there.get("/jobs", "x-api-key", key).status()).isEqualTo(200);
		here.patch(path + "/seats/1", "{\"muted\":true}", "x-api-key", HOST);
		assertThat(there.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "x-api-key", key).code())
			.isEqualTo("seat_muted");
		there.patch(path + "/seats/1", "{\"muted\":false}", "x-api-key", HOST);
		here.patch(path, "{\"paused\":true}", "x-api-key", HOST);
		String job = there.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "x-api-key", key)
			.json()
			.path("job_id")
			.asString();
		Eventually.within(PATIENCE,
				() -> assertThat(here.get("/jobs/" + job, "x-api-key", key).json().path("phase").asString())
					.isEqualTo("paused"));
		assertThat(provider.edits()).isEmpty();
		there.patch(path, "{\"paused\":false}", "x-api-key", HOST);
		Eventually.within(PATIENCE,
				() -> assertThat(here.get("/jobs/" + job, "x-api-key", key).json().path("verdict").asString())
					.isEqualTo("completed"));
		here.patch(path, "{\"paused\":true}", "x-api-key", HOST);
		String waiting = there.post(ServiceClient.SINGLE_B64, ServiceClient.single(), "x-api-key", key)
			.json()
			.path("job_id")
			.asString();
		assertThat(here.post(path + "/end", "", "x-api-key", HOST).status()).isEqualTo(200);
		assertThat(here.get("/jobs", "x-api-key", key).status()).isEqualTo(401);
		Eventually.within(PATIENCE, () -> assertThat(there.get("/jobs", "x-api-key", key).status()).isEqualTo(401));
		Eventually.within(PATIENCE,
				() -> assertThat(there.get("/jobs/" + waiting, "x-api-key", HOST).json().path("cancelled").asBoolean())
					.isTrue());
	}

}
