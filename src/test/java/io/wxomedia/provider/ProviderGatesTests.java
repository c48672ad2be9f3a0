package io.wxomedia.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wxomedia.provider.ProviderGate.Entrance;
import io.wxomedia.provider.ProviderGate.Visitor;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProviderGates}.
 */
class ProviderGatesTests {

	private static final ProviderModel ONE = new ProviderModel("openai", "one");

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T10:00:00Z"));

	private final JdbcProviderPauses pauses = new JdbcProviderPauses(this.database.jdbc(), this.clock);

	private final ProviderGates gates = new ProviderGates(this.pauses, Duration.ofMinutes(5), this.clock);

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void outageOfAModelKeepsNoOtherBack() {
		for (int i = 0; i < ProviderBreaker.FAILURES_IN_A_ROW; i++) {
			enter(ONE).failed();
		}
		assertThat(this.gates.enter(visitor(ONE))).isInstanceOf(Entrance.Held.class);
		assertThat(this.gates.enter(visitor(new ProviderModel("openai", "two")))).isInstanceOf(Entrance.Open.class);
		assertThat(this.gates.enter(visitor(new ProviderModel("another", "one")))).isInstanceOf(Entrance.Open.class);
		assertThat(this.pauses.keptBack(this.clock.instant())).containsExactly(ONE);
	}

	@Test
	void pauseOfAModelKeepsNoOtherBack() {
		ProviderModel sameName = new ProviderModel("another", "one");
		enter(ONE).limited(this.clock.instant().plusSeconds(30), false);
		assertThat(this.gates.heldUntil(visitor(ONE))).contains(this.clock.instant().plusSeconds(30));
		assertThat(this.gates.heldUntil(visitor(sameName))).isEmpty();
		this.pauses.resume(sameName);
		assertThat(this.gates.heldUntil(visitor(ONE))).isPresent();
		this.pauses.resume(ONE);
		assertThat(this.gates.heldUntil(visitor(ONE))).isEmpty();
	}

	@Test
	void modelsThatCallersNameAreForgottenUnlessTheyAreKeptBack() {
		for (int i = 0; i < ProviderBreaker.FAILURES_IN_A_ROW; i++) {
			try (ProviderGate.Passage passage = enter(ONE)) {
				passage.failed();
			}
		}
		for (int i = 0; i < 200; i++) {
			try (ProviderGate.Passage passage = enter(new ProviderModel("openai", "model-" + i))) {
				passage.answered();
			}
		}
		assertThat(this.gates.size()).isLessThanOrEqualTo(64);
		assertThat(this.gates.enter(visitor(ONE))).isInstanceOf(Entrance.Held.class);
	}

	private ProviderGate.Passage enter(ProviderModel model) {
		return ((Entrance.Open) this.gates.enter(visitor(model))).passage();
	}

	private static Visitor visitor(ProviderModel model) {
		return new Visitor(UUID.randomUUID(), 0, model, false);
	}

}
