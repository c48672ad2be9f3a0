package io.wxomedia.credits;

import io.wxomedia.testing.TestDatabase;

/**
 * Tests for {@link JdbcCredits} on H2.
 */
class H2CreditsTests extends CreditsTests {

	H2CreditsTests() {
		super(TestDatabase.h2());
	}

}
