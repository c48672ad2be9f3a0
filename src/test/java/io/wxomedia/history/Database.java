package io.wxomedia.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.wxomedia.history.History.Entry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Where the instances keep their state: a PostgreSQL that can be stopped and started
 * again on what it kept, or the embedded database of the one instance.
 */
class Database implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Database.class);

	private static final JsonMapper JSON = new JsonMapper();

	private final Path directory;

	private final boolean shared;

	private @Nullable EmbeddedPostgres server;

	private int port;

	Database(Path directory, boolean shared) {
		this.directory = directory;
		this.shared = shared;
		if (shared) {
			startServer();
		}
	}

	private void startServer() {
		try {
			// Commits are on the disk when they return, as in production: the server may
			// be killed.
			EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
				.setDataDirectory(this.directory.resolve("postgres"))
				.setCleanDataDirectory(false)
				.setServerConfig("synchronous_commit", "on");
			EmbeddedPostgres started = ((this.port != 0) ? builder.setPort(this.port) : builder).start();
			this.server = started;
			this.port = started.getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Map<String, String> settings() {
		Map<String, String> settings = new HashMap<>();
		if (this.shared) {
			settings.put("SPRING_DATASOURCE_URL", url());
			settings.put("SPRING_DATASOURCE_USERNAME", "postgres");
			settings.put("SPRING_DATASOURCE_PASSWORD", "postgres");
		}
		return settings;
	}

	private String url() {
		return this.shared ? "jdbc:postgresql://localhost:" + this.port + "/postgres"
				: "jdbc:h2:async:" + this.directory.resolve("instance-0/data/db/media")
						+ ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;IFEXISTS=TRUE";
	}

	private DataSource dataSource() {
		return new DriverManagerDataSource(url(), this.shared ? "postgres" : "", this.shared ? "postgres" : "");
	}

	/**
	 * Stop the server.
	 * @param crash whether it ends without finishing anything, as it does when it is
	 * killed; else as an administrator stops it
	 */
	synchronized void stop(boolean crash) throws IOException {
		EmbeddedPostgres running = this.server;
		if (running == null) {
			return;
		}
		if (crash) {
			String pid = Files.readAllLines(this.directory.resolve("postgres/postmaster.pid")).get(0).strip();
			Signals.send("QUIT", Long.parseLong(pid));
		}
		running.close();
		this.server = null;
	}

	synchronized void startAgain() {
		startServer();
	}

	/**
	 * Hold a transaction open that sees the database as it is now, and lock nothing.
	 * @param millis how long
	 */
	void holdTransaction(int millis) {
		try (Connection connection = dataSource().getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			statement.execute("select txid_current(), (select count(*) from job_event)");
			Thread.sleep(millis);
			connection.rollback();
		}
		catch (SQLException ex) {
			logger.info("The old transaction was broken off: {}", ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Return the log of events. The embedded database must not be in use.
	 */
	List<Entry> log() {
		return JdbcClient.create(dataSource())
			.sql("select seq, job_id, owner, type, data from job_event order by seq")
			.query((row, index) -> {
				JsonNode data = JSON.readTree(row.getString("data"));
				return new Entry(row.getLong("seq"), row.getString("job_id"), row.getString("owner"),
						row.getString("type"), data.toString(), data.path("verdict").asString(null),
						data.path("cancelled").asBoolean(false));
			})
			.list();
	}

	@Override
	public void close() throws IOException {
		stop(false);
	}

}
