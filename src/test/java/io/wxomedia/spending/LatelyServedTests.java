package io.wxomedia.spending;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatelyServed}.
 */
class LatelyServedTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-28T10:00:00Z"));

	private final TestDatabase database = TestDatabase.h2();

	private final LatelyServed served = new LatelyServed(this.database.jdbc(), this.clock);

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void fewAreCountedEachTime() {
		call("alice", 3);
		call("bob", 1);
		assertThat(served("alice", "bob", "carol")).isEqualTo(Map.of("alice", 3, "bob", 1));
		call("alice", 1);
		this.served.begun("alice");
		assertThat(served("alice")).isEqualTo(Map.of("alice", 4));
	}

	@Test
	void thousandsAreRememberedAndWhatIsBegunHereIsAdded() {
		call("alice", 30_000);
		call("bob", 2);
		assertThat(served("alice", "bob")).isEqualTo(Map.of("alice", 30_000, "bob", 2));
		call("alice", 5);
		call("bob", 5);
		this.served.begun("alice");
		assertThat(served("bob", "alice")).as("counted again within half a minute")
			.isEqualTo(Map.of("alice", 30_001, "bob", 7));
	}

	@Test
	void onlyTheLastHourCounts() {
		call("alice", 2);
		this.clock.advance(Duration.ofMinutes(40));
		call("alice", 1);
		this.clock.advance(Duration.ofMinutes(21));
		assertThat(served("alice")).isEqualTo(Map.of("alice", 1));
	}

	private Map<String, Integer> served(String... owners) {
		return this.served.of(List.of(owners));
	}

	private void call(String owner, int images) {
		this.database.jdbc()
			.sql("""
					insert into provider_call (id, job_id, item, run, attempt, provider, model, outcome, started_at, owner)
					select random_uuid(), cast(:job as uuid), "X", 1, 1, 'openai', 'model', 'STARTED', :now, :owner
					from system_range(1, :images)
					""")
			.param("job", UUID.randomUUID())
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("owner", owner)
			.param("images", images)
			.update();
	}

}
