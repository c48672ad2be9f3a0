package io.wxomedia.callback;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for re-deliveries on PostgreSQL.
 */
class PostgresRedeliveriesTests extends RedeliveriesTests {

	private static final TestDatabase database = TestDatabase.postgres();

	PostgresRedeliveriesTests() {
		super(database);
	}

	@AfterAll
	static void closeDatabase() {
		database.close();
	}

	@Test
	void hostsOfEarlierVersionsAreFilledIn() {
		assertThat(HostMigration.hosts(JdbcClient.create(database.dataSource()))).isEqualTo(HostMigration.EXPECTED);
	}

}
