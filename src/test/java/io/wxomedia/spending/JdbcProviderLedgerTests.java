package io.wxomedia.spending;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.spending.SpendingProperties.CallAfterCrash;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcProviderLedger}.
 */
class JdbcProviderLedgerTests {

	private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database = TestDatabase.h2();

	private final ProviderLedger ledger = ledger(CallAfterCrash.ONCE);

	private final UUID job = UUID.randomUUID();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void startIsSeenBeforeTheOutcomeIsKnown() {
		UUID call = this.ledger.start(this.job, 0, 2, "gpt-image-2");
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 2, Outcome.STARTED, null, null, null));
	}

	@Test
	void completedKeepsResult() {
		UUID result = UUID.randomUUID();
		UUID call = this.ledger.start(this.job, 0, 1, "gpt-image-2");
		this.ledger.completed(call, new Receipt("req_1", 50L, null), result);
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 1, Outcome.COMPLETED, null, null, result));
		assertThat(this.ledger.resultsOf(this.job)).containsExactly(result);
		assertThat(this.ledger.resultsOf(UUID.randomUUID())).isEmpty();
	}

	@Test
	void failedKeepsWordsAndTime() {
		Instant retryAt = START.plusMillis(51_840);
		UUID call = this.ledger.start(this.job, 0, 1, "gpt-image-2");
		this.ledger.failed(call, Outcome.RETRYABLE, "slow down", retryAt, "req_1");
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 1, Outcome.RETRYABLE, "slow down", retryAt, null));
	}

	@Test
	void failedTakesWordsOfAnyLength() {
		UUID call = this.ledger.start(this.job, 0, 1, "gpt-image-2");
		this.ledger.failed(call, Outcome.REFUSED, "no ".repeat(50_000), null, null);
		assertThat(this.ledger.calls(this.job, 0)).singleElement()
			.satisfies((found) -> assertThat(found.message()).hasSize(150_000));
	}

	@Test
	void callsAreInOrderAndOfOneItem() {
		UUID first = this.ledger.start(this.job, 3, 1, "gpt-image-2");
		this.clock.advance(Duration.ofMillis(1));
		UUID second = this.ledger.start(this.job, 3, 1, "gpt-image-2");
		this.clock.advance(Duration.ofMillis(1));
		this.ledger.start(this.job, 4, 1, "gpt-image-2");
		this.ledger.start(UUID.randomUUID(), 3, 1, "gpt-image-2");
		UUID third = this.ledger.start(this.job, 3, 2, "gpt-image-2");
		assertThat(this.ledger.calls(this.job, 3)).extracting(ProviderCall::id).containsExactly(first, second, third);
	}

	@Test
	void callsAfterLostAnswerFollowTheSetting() {
		assertThat(this.ledger.callsAfterLostAnswer()).isOne();
		assertThat(ledger(CallAfterCrash.NEVER).callsAfterLostAnswer()).isZero();
	}

	private ProviderLedger ledger(CallAfterCrash callAfterCrash) {
		return new JdbcProviderLedger(this.database.jdbc(), this.clock, new SpendingProperties(null, callAfterCrash));
	}

}
