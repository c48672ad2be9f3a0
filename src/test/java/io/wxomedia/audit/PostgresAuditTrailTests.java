package io.wxomedia.audit;

import io.wxomedia.testing.TestDatabase;

/**
 * Tests for {@link AuditTrail} on PostgreSQL.
 */
class PostgresAuditTrailTests extends AuditTrailTests {

	PostgresAuditTrailTests() {
		super(TestDatabase.postgres());
	}

}
