package io.wxomedia.spending;

import java.util.UUID;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the ledger of a database that is older than the mark of what was sent.
 */
class SentMigrationTests {

	@Test
	void olderCallsKeepTheirMeaning() {
		olderCallsKeepTheirMeaning(new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID()
				+ ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1"));
	}

	@Test
	void olderCallsKeepTheirMeaningOnPostgres() throws Exception {
		try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
			olderCallsKeepTheirMeaning(new DriverManagerDataSource(server.getJdbcUrl("postgres", "postgres")));
		}
	}

	private static void olderCallsKeepTheirMeaning(DataSource database) {
		Flyway.configure().dataSource(database).target("6").load().migrate();
		JdbcClient jdbc = JdbcClient.create(database);
		write(jdbc, "STARTED");
		write(jdbc, "RETRYABLE");
		Flyway.configure().dataSource(database).load().migrate();
		assertThat(outcomes(jdbc, "sent_at = started_at")).isEqualTo("STARTED");
		assertThat(outcomes(jdbc, "sent_at is null")).isEqualTo("RETRYABLE");
	}

	private static void write(JdbcClient jdbc, String outcome) {
		jdbc.sql("""
				insert into provider_call (id, job_id, item, run, attempt, model, outcome, started_at, billing_day)
				values (:id, :id, 0, 1, 1, 'm', :outcome, timestamp with time zone '2026-11-20 10:00:00Z',
					date '2026-11-20')
				""").param("id", UUID.randomUUID()).param("outcome", outcome).update();
	}

	private static String outcomes(JdbcClient jdbc, String condition) {
		return jdbc.sql("select outcome from provider_call where " + condition).query(String.class).single();
	}

}
