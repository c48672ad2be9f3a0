package io.wxomedia;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Map;

import io.wxomedia.payload.DiskSpace;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedDatabaseUpkeep} on the embedded database as it is configured.
 */
class EmbeddedDatabaseUpkeepTests {

	private static final int COMMITS = 1500;

	private static final long ALLOWED = 1_000_000;

	@Test
	void fileIsMadeSmallInIdleTimeAndKeepsWhatWasCommitted(@TempDir Path directory) throws Exception {
		String url = url(directory);
		EmbeddedDatabaseUpkeep upkeep = new EmbeddedDatabaseUpkeep(new DriverManagerDataSource(url),
				DiskSpace.unlimited());
		try (Connection connection = DriverManager.getConnection(url)) {
			commit(connection);
			assertThat(size(directory)).isGreaterThan(2 * ALLOWED);
			upkeep.start();
			Eventually.within(Duration.ofSeconds(90), () -> assertThat(size(directory)).isLessThan(ALLOWED));
			assertThat(upkeep.isRunning()).isTrue();
			assertWhole(connection);
		}
		finally {
			upkeep.stop();
		}
		try (Connection again = DriverManager.getConnection(url)) {
			assertWhole(again);
		}
	}

	@Test
	void stopMakesTheFileSmall(@TempDir Path directory) throws Exception {
		String url = url(directory);
		try (Connection connection = DriverManager.getConnection(url)) {
			commit(connection);
		}
		assertThat(size(directory)).isLessThan(ALLOWED);
		try (Connection again = DriverManager.getConnection(url)) {
			assertWhole(again);
		}
	}

	@Test
	void postgresLooksAfterItsOwnFiles() {
		try (TestDatabase postgres = TestDatabase.postgres()) {
			EmbeddedDatabaseUpkeep upkeep = new EmbeddedDatabaseUpkeep(postgres.dataSource(), DiskSpace.unlimited());
			upkeep.start();
			assertThat(upkeep.isRunning()).isFalse();
		}
	}

	/**
	 * One commit after the other, as jobs make them: each changes a few pages.
	 */
	private static void commit(Connection connection) throws Exception {
		JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
		jdbc.sql("create table event (id int primary key, state varchar, at varchar)").update();
		jdbc.sql("create index event_state_idx on event (state, id)").update();
		try (PreparedStatement insert = connection.prepareStatement("insert into event values (?, 'new', ?)");
				PreparedStatement update = connection.prepareStatement("update event set state = 'old' where id = ?")) {
			for (int i = 0; i < COMMITS; i++) {
				insert.setInt(1, i);
				insert.setString(2, "at " + i);
				insert.executeUpdate();
				update.setInt(1, i);
				update.executeUpdate();
			}
		}
	}

	private static void assertWhole(Connection connection) {
		JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
		assertThat(jdbc.sql("select count(*) from event where state = 'old' and at = 'at ' || id")
			.query(Integer.class)
			.single()).isEqualTo(COMMITS);
	}

	private static long size(Path directory) {
		try {
			return Files.size(directory.resolve("db").resolve("media.mv.db"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String url(Path directory) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yml"))
			.forEach(environment.getPropertySources()::addLast);
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("DATA_DIR", directory.toString())));
		return environment.getRequiredProperty("spring.datasource.url");
	}

}
