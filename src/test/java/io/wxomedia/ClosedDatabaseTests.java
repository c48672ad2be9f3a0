package io.wxomedia;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClosedDatabase}.
 */
class ClosedDatabaseTests {

	private static final int CONNECTIONS = 10;

	@Test
	void databaseThatClosedItselfIsOpenedAgainWithAllThatWasCommitted(@TempDir Path directory) throws SQLException {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:h2:async:" + directory.resolve("media") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
			pool.setMaximumPoolSize(CONNECTIONS);
			DatabaseConfiguration.dependableConnections().postProcessBeforeInitialization(pool, "dataSource");
			JdbcClient jdbc = JdbcClient.create(pool);
			jdbc.sql("create table thing (id integer primary key)").update();
			openAll(pool);
			int next = 0;
			for (int round = 0; round < 3; round++) {
				for (int i = 0; i < 5; i++) {
					jdbc.sql("insert into thing (id) values (:id)").param("id", next++).update();
				}
				breakDown(pool);
				assertThat(failuresBeforeItWorks(jdbc)).isBetween(1, 2);
				assertThat(jdbc.sql("select count(*) from thing").query(Integer.class).single()).isEqualTo(next);
			}
		}
	}

	private static void openAll(HikariDataSource pool) throws SQLException {
		List<Connection> connections = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			connections.add(pool.getConnection());
		}
		for (Connection connection : connections) {
			connection.close();
		}
	}

	/**
	 * As the database does itself when a write fails.
	 */
	private static void breakDown(HikariDataSource pool) throws SQLException {
		try (Connection connection = pool.getConnection()) {
			SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
			session.getDatabase().getStore().getMvStore().closeImmediately();
		}
	}

	private static int failuresBeforeItWorks(JdbcClient jdbc) {
		for (int failures = 0;; failures++) {
			try {
				jdbc.sql("select count(*) from thing").query(Integer.class).single();
				return failures;
			}
			catch (DataAccessException ex) {
				assertThat(failures).isLessThan(CONNECTIONS);
			}
		}
	}

}
