package io.wxomedia.event;

import io.wxomedia.testing.TestDatabase;

/**
 * Tests for {@link EventTable} on PostgreSQL.
 */
class PostgresEventTableTests extends EventTableTests {

	PostgresEventTableTests() {
		super(TestDatabase.postgres());
	}

}
