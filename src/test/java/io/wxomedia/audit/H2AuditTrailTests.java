package io.wxomedia.audit;

import io.wxomedia.testing.TestDatabase;

/**
 * Tests for {@link AuditTrail} on H2.
 */
class H2AuditTrailTests extends AuditTrailTests {

	H2AuditTrailTests() {
		super(TestDatabase.h2());
	}

}
