package io.wxomedia.event;

import io.wxomedia.testing.TestDatabase;

/**
 * Tests for {@link EventTable} on H2.
 */
class H2EventTableTests extends EventTableTests {

	H2EventTableTests() {
		super(TestDatabase.h2());
	}

}
