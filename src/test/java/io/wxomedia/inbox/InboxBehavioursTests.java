package io.wxomedia.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InboxBehaviours}.
 */
class InboxBehavioursTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T08:00:00Z"));

	private final TestDatabase database = TestDatabase.h2();

	private final InboxBehaviours behaviours = new InboxBehaviours(this.database.jdbc(), this.clock);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void otherInstancesAndLaterStartsAnswerAlike() {
		this.behaviours.set("mine", new InboxBehaviour(503, 0));
		InboxBehaviours other = new InboxBehaviours(this.database.jdbc(), this.clock);
		assertThat(other.of("mine").status()).isEqualTo(503);
		other.set("mine", new InboxBehaviour(429, 0));
		assertThat(this.behaviours.of("mine").status()).isEqualTo(429);
		other.set("mine", new InboxBehaviour(200, 7));
		assertThat(this.behaviours.of("mine")).isEqualTo(new InboxBehaviour(200, 7));
		other.set("mine", new InboxBehaviour(200, 0));
		assertThat(this.behaviours.of("mine").status()).isEqualTo(200);
		assertThat(rows()).isZero();
	}

	@Test
	void manyAtOnceLeaveOneOfTheirStatuses() {
		List<CompletableFuture<Void>> all = IntStream.range(0, 20)
			.mapToObj((i) -> CompletableFuture
				.runAsync(() -> this.behaviours.set("mine", new InboxBehaviour(500 + i, 0))))
			.toList();
		all.forEach(CompletableFuture::join);
		assertThat(this.behaviours.of("mine").status()).isBetween(500, 519);
		assertThat(rows()).isOne();
	}

	@Test
	void theOldestAreForgotten() {
		for (int i = 0; i < 1003; i++) {
			this.clock.advance(Duration.ofMillis(1));
			this.behaviours.set("inbox-" + i, new InboxBehaviour(503, 0));
		}
		assertThat(rows()).isEqualTo(1000);
		assertThat(this.behaviours.of("inbox-2").status()).isEqualTo(200);
		assertThat(this.behaviours.of("inbox-3").status()).isEqualTo(503);
	}

	private int rows() {
		return this.database.jdbc().sql("select count(*) from inbox_behaviour").query(Integer.class).single();
	}

}
