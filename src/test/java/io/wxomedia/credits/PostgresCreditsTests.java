package io.wxomedia.credits;

import io.wxomedia.testing.TestDatabase;

/**
 * Tests for {@link JdbcCredits} on PostgreSQL.
 */
class PostgresCreditsTests extends CreditsTests {

	PostgresCreditsTests() {
		super(TestDatabase.postgres());
	}

}
