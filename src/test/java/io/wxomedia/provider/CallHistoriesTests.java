package io.wxomedia.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderCall.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every history that {@link CallHistory} lets come about, with kills, lost answers, and
 * runs that were frozen and note the outcome of their call late.
 */
class CallHistoriesTests {

	private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

	private static final Set<Outcome> PERHAPS_PAID = EnumSet.of(Outcome.STARTED, Outcome.LOST, Outcome.COMPLETED);

	private int histories;

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void noHistoryBuysMoreThanIsAllowedOrForgetsWhatWasBought(int callsAfterLostAnswer) {
		go(List.of(), callsAfterLostAnswer);
		assertThat(this.histories).isGreaterThan(5);
	}

	private void go(List<ProviderCall> calls, int callsAfterLostAnswer) {
		this.histories++;
		Next next = new CallHistory(calls, 2, callsAfterLostAnswer, "OpenAI").next(NOW, Instant.MIN);
		long perhapsPaid = calls.stream().filter((call) -> PERHAPS_PAID.contains(call.outcome())).count();
		boolean bought = calls.stream().anyMatch((call) -> call.outcome() == Outcome.COMPLETED);
		assertThat(next instanceof Next.Use).as("%s of %s", next, calls).isEqualTo(bought);
		if (next instanceof Next.Call) {
			assertThat(perhapsPaid).as("calls that may be on the bill before one more: %s", calls)
				.isLessThanOrEqualTo(callsAfterLostAnswer);
			assertThat(calls).hasSizeLessThan(CallHistory.MOST_CALLS);
			for (Outcome outcome : Outcome.values()) {
				List<ProviderCall> longer = new ArrayList<>(calls);
				longer.add(call(outcome));
				go(longer, callsAfterLostAnswer);
			}
		}
		for (int i = 0; i < calls.size() - 1; i++) {
			// The run of this call was frozen and taken over; now it wakes up.
			if (calls.get(i).outcome() == Outcome.STARTED) {
				for (Outcome late : EnumSet.complementOf(EnumSet.of(Outcome.STARTED))) {
					List<ProviderCall> rewritten = new ArrayList<>(calls);
					rewritten.set(i, call(late));
					go(rewritten, callsAfterLostAnswer);
				}
			}
		}
	}

	private static ProviderCall call(Outcome outcome) {
		return new ProviderCall(UUID.randomUUID(), 1, outcome, NOW, NOW, null, null,
				(outcome == Outcome.COMPLETED) ? UUID.randomUUID() : null);
	}

}
