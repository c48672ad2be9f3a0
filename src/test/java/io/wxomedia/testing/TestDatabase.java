package io.wxomedia.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.flywaydb.core.Flyway;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An empty database with the service's tables. Only the first of each kind is migrated:
 * the others are made from it, which takes a twentieth of the time.
 */
public final class TestDatabase implements AutoCloseable {

	private final HikariDataSource dataSource;

	private final Runnable end;

	private TestDatabase(HikariDataSource dataSource, Runnable end) {
		this.dataSource = dataSource;
		this.end = end;
	}

	/**
	 * Make an H2 database in memory, with the settings of the embedded one.
	 * @return the database, which the caller closes
	 */
	public static TestDatabase h2() {
		String url = memory();
		HikariDataSource dataSource = pool(url);
		JdbcTemplate statements = new JdbcTemplate(dataSource);
		for (String sql : MigratedH2.SCRIPT) {
			statements.execute(sql);
		}
		return new TestDatabase(dataSource, () -> forget(url));
	}

	/**
	 * It would stay in memory as long as the process.
	 */
	private static void forget(String url) {
		new JdbcTemplate(new DriverManagerDataSource(url)).execute("shutdown immediately");
	}

	private static String memory() {
		return "jdbc:h2:mem:" + UUID.randomUUID()
				+ ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
	}

	/**
	 * Make a database in the PostgreSQL server that the tests of this process share.
	 * @return the database, which the caller closes
	 */
	public static TestDatabase postgres() {
		MigratedPostgres server = MigratedPostgres.INSTANCE;
		String name = server.copy();
		return new TestDatabase(pool(server.url(name)), () -> server.drop(name));
	}

	private static HikariDataSource pool(String url) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(url);
		dataSource.setMaximumPoolSize(20);
		return dataSource;
	}

	/**
	 * Return whether this is the embedded database.
	 * @return whether it is H2
	 */
	public boolean isEmbedded() {
		return this.dataSource.getJdbcUrl().startsWith("jdbc:h2:");
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
		this.end.run();
	}

	private static final class MigratedH2 {

		static final List<String> SCRIPT = script();

		private static List<String> script() {
			String url = memory();
			try (HikariDataSource dataSource = pool(url)) {
				Flyway.configure().dataSource(dataSource).load().migrate();
				return JdbcClient.create(dataSource)
					.sql("script nopasswords nosettings")
					.query((row, number) -> row.getString(1))
					.list();
			}
			finally {
				forget(url);
			}
		}

	}

	private static final class MigratedPostgres {

		static final MigratedPostgres INSTANCE = new MigratedPostgres();

		private final EmbeddedPostgres server;

		private final AtomicInteger copies = new AtomicInteger();

		private MigratedPostgres() {
			try {
				this.server = EmbeddedPostgres.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			try (HikariDataSource dataSource = pool(url("template1"))) {
				Flyway.configure().dataSource(dataSource).load().migrate();
			}
		}

		String url(String name) {
			return this.server.getJdbcUrl("postgres", name);
		}

		String copy() {
			String name = "copy_" + this.copies.incrementAndGet();
			new JdbcTemplate(this.server.getPostgresDatabase()).execute("create database " + name);
			return name;
		}

		void drop(String name) {
			new JdbcTemplate(this.server.getPostgresDatabase()).execute("drop database " + name + " with (force)");
		}

	}

}
