package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.flywaydb.core.Flyway;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An empty database with the service's tables.
 */
public final class TestDatabase implements AutoCloseable {

	private final HikariDataSource dataSource;

	private final AutoCloseable server;

	private TestDatabase(HikariDataSource dataSource, AutoCloseable server) {
		this.dataSource = dataSource;
		this.server = server;
		Flyway.configure().dataSource(dataSource).load().migrate();
	}

	/**
	 * Make an H2 database in memory, with the settings of the embedded one.
	 * @return the database, which the caller closes
	 */
	public static TestDatabase h2() {
		String url = "jdbc:h2:mem:" + UUID.randomUUID()
				+ ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
		HikariDataSource dataSource = pool(url);
		return new TestDatabase(dataSource, () -> {
		});
	}

	/**
	 * Start a PostgreSQL server.
	 * @return the database, which the caller closes
	 */
	public static TestDatabase postgres() {
		try {
			EmbeddedPostgres server = EmbeddedPostgres.start();
			return new TestDatabase(pool(server.getJdbcUrl("postgres", "postgres")), server);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static HikariDataSource pool(String url) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(url);
		dataSource.setMaximumPoolSize(20);
		return dataSource;
	}

	/**
	 * Return the pool of connections.
	 * @return the data source
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Return a client.
	 * @return the client
	 */
	public JdbcClient jdbc() {
		return JdbcClient.create(this.dataSource);
	}

	/**
	 * Return what runs transactions.
	 * @return the template
	 */
	public TransactionTemplate transactions() {
		return new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
	}

	@Override
	public void close() {
		this.dataSource.close();
		try {
			this.server.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The database did not stop", ex);
		}
	}

}
