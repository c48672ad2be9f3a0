package io.wxomedia.provider;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.spending.ProviderCall;
import io.wxomedia.spending.ProviderCall.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallHistory}.
 */
class CallHistoryTests {

	private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

	private static final UUID RESULT = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

	/**
	 * The run that asks; the calls are of earlier ones.
	 */
	private static final int RUN = 2;

	/**
	 * C completed, B billing limit, F refused, R retryable, L lost, S sent without an
	 * outcome, N noted as started and never sent; the second column is how often a lost
	 * answer may be bought again.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			'',     1, Call
			RC,     1, Use
			LC,     1, Use
			SC,     0, Use
			RRB,    1, OutOfMoney
			LF,     1, Fail
			RR,     1, Call
			RRR,    1, Fail
			L,      1, Call
			L,      0, Fail
			RS,     1, Call
			LR,     1, Call
			SR,     1, Call
			LL,     1, Fail
			LRL,    1, Fail
			LRR,    1, Fail
			RRL,    1, Fail
			N,      0, Call
			NNNNNNNNNN, 0, Call
			NNNC,   0, Use
			NNS,    1, Call
			NSN,    0, Fail
			SNNS,   1, Fail
			NRNRN,  1, Call
			NRNRNR, 1, Fail
			NB,     1, OutOfMoney
			""")
	void nextFollowsFromOutcomes(String outcomes, int callsAfterLostAnswer, String next) {
		assertThat(next(outcomes, callsAfterLostAnswer)).isEqualTo(next);
	}

	/**
	 * The rule again, in other words: a picture that was bought is used, whatever else
	 * happened; without one the first call that settles the matter does; otherwise no
	 * more calls are made once one more than allowed may have been paid for, or there
	 * were three. What was never sent makes no difference.
	 */
	@Test
	void nextFollowsTheRuleAfterEveryFourCalls() {
		for (String outcomes : histories("CBFRLSN", 4)) {
			for (int again = 0; again <= 1; again++) {
				assertThat(next(outcomes, again)).as("%s with %d", outcomes, again).isEqualTo(rule(outcomes, again));
			}
		}
	}

	private static String rule(String history, int again) {
		String outcomes = history.replace("N", "");
		if (outcomes.contains("C")) {
			return "Use";
		}
		String settled = outcomes.replaceAll("^[RLS]*", "");
		if (!settled.isEmpty()) {
			return (settled.charAt(0) == 'B') ? "OutOfMoney" : "Fail";
		}
		boolean paidTooOften = outcomes.matches((again == 0) ? ".*[LS].*" : ".*[LS].*[LS].*");
		return (paidTooOften || outcomes.matches("....?")) ? "Fail" : "Call";
	}

	/**
	 * Whatever the provider does and whenever the service dies, following the policy
	 * neither pays too often nor goes on for ever.
	 */
	@Test
	void callsThatArePerhapsPaidAreBounded() {
		for (int again = 0; again <= 1; again++) {
			assertThat(ends("", again)).isPositive();
		}
	}

	private static int ends(String outcomes, int again) {
		assertThat(outcomes.replace("N", "")).hasSizeLessThanOrEqualTo(CallHistory.MOST_CALLS);
		assertThat(outcomes.replaceAll("[^LSC]", "")).as("perhaps paid in %s", outcomes)
			.hasSizeLessThanOrEqualTo(1 + again);
		if (!next(outcomes, again).equals("Call")) {
			return 1;
		}
		// How often a job is begun again after kills has a bound of its own.
		boolean mayDieBefore = outcomes.replaceAll("[^N]", "").length() < 3;
		return (mayDieBefore ? "CBFRLSN" : "CBFRLS").chars()
			.map((outcome) -> ends(outcomes + (char) outcome, again))
			.sum();
	}

	private static List<String> histories(String outcomes, int longest) {
		List<String> histories = new ArrayList<>(List.of(""));
		for (int from = 0, length = 0; length < longest; length++) {
			int to = histories.size();
			for (String history : List.copyOf(histories.subList(from, to))) {
				outcomes.chars().forEach((outcome) -> histories.add(history + (char) outcome));
			}
			from = to;
		}
		return histories;
	}

	private static String next(String outcomes, int callsAfterLostAnswer) {
		return new CallHistory(calls(outcomes), RUN, callsAfterLostAnswer, "OpenAI").next(NOW, Instant.MIN)
			.getClass()
			.getSimpleName();
	}

	@Test
	void callOfThisRunCountsThoughItIsNotNotedAsSent() {
		List<ProviderCall> calls = calls("NN");
		CallHistory before = new CallHistory(calls, 1, 0, "OpenAI");
		assertThat(before.attempts()).isEqualTo(2);
		assertThat(before.next(NOW, Instant.MIN)).isInstanceOf(Next.Fail.class);
		CallHistory after = new CallHistory(calls, RUN, 0, "OpenAI");
		assertThat(after.attempts()).isZero();
		assertThat(before.hasUnsent()).isFalse();
		assertThat(after.hasUnsent()).isTrue();
		assertThat(after.next(NOW, Instant.MIN)).isEqualTo(new Next.Call(false));
	}

	@Test
	void nextWhenResultWasBoughtUsesIt() {
		assertThat(next(1, call(Outcome.COMPLETED, null, null))).isEqualTo(new Next.Use(new PayloadId(RESULT)));
	}

	@ParameterizedTest
	@CsvSource({ "RETRYABLE", "LOST" })
	void nextWhenRetryIsNotDueWaits(Outcome outcome) {
		assertThat(next(1, call(outcome, "busy", NOW.plusMillis(1)))).isEqualTo(new Next.WaitUntil(NOW.plusMillis(1)));
		assertThat(next(1, call(outcome, "busy", NOW))).isEqualTo(new Next.Call(true));
		assertThat(next(1, call(outcome, "busy", NOW.minusSeconds(1)))).isEqualTo(new Next.Call(true));
	}

	@Test
	void nextDoesNotWaitBecauseOfWhatWasBeforeAResume() {
		CallHistory history = new CallHistory(List.of(call(Outcome.RETRYABLE, "busy", NOW.plusSeconds(60))), RUN, 1,
				"OpenAI");
		assertThat(history.next(NOW, NOW.plusMillis(1))).isEqualTo(new Next.Call(true));
		assertThat(history.next(NOW, NOW)).isEqualTo(new Next.WaitUntil(NOW.plusSeconds(60)));
	}

	@Test
	void nextWaitsForTheLastCallAlone() {
		Next next = next(1, call(Outcome.RETRYABLE, "busy", NOW.plusSeconds(60)),
				call(Outcome.RETRYABLE, "busy", NOW.minusSeconds(1)));
		assertThat(next).isEqualTo(new Next.Call(true));
	}

	@Test
	void nextWhenCallsAreUsedUpDoesNotWait() {
		ProviderCall busy = call(Outcome.RETRYABLE, "busy", NOW.plusSeconds(60));
		assertThat(next(1, busy, busy, busy)).isEqualTo(new Next.Fail("busy (3 attempts)"));
	}

	@ParameterizedTest
	@MethodSource
	void nextWhenItFailsSaysWhy(List<ProviderCall> calls, int callsAfterLostAnswer, String error) {
		assertThat(new CallHistory(calls, RUN, callsAfterLostAnswer, "OpenAI").next(NOW, Instant.MIN))
			.isEqualTo(new Next.Fail(error));
	}

	static Stream<Arguments> nextWhenItFailsSaysWhy() {
		ProviderCall refused = call(Outcome.REFUSED, "OpenAI: no", null);
		ProviderCall busy = call(Outcome.RETRYABLE, "OpenAI: busy", null);
		ProviderCall lost = call(Outcome.LOST, "lost: cut", null);
		ProviderCall started = call(Outcome.STARTED, null, null);
		String paid = ". The call may have been paid for, so it is not made again";
		return Stream.of(Arguments.of(List.of(refused), 1, "OpenAI: no"),
				Arguments.of(List.of(busy, refused), 1, "OpenAI: no"),
				Arguments.of(List.of(call(Outcome.REFUSED, null, null)), 1, "The call to OpenAI gave no result"),
				Arguments.of(List.of(lost, lost), 1, "lost: cut" + paid),
				Arguments.of(List.of(lost), 0, "lost: cut" + paid + " (PROVIDER_CALL_AFTER_CRASH=never)"),
				Arguments.of(List.of(started), 0,
						"The service was stopped while OpenAI worked on it" + paid
								+ " (PROVIDER_CALL_AFTER_CRASH=never)"),
				Arguments.of(List.of(busy, started), 0,
						"The service was stopped while OpenAI worked on it" + paid
								+ " (PROVIDER_CALL_AFTER_CRASH=never)"),
				Arguments.of(List.of(lost, busy, busy), 1, "OpenAI: busy (3 attempts)"),
				Arguments.of(List.of(lost, busy, lost), 1, "lost: cut" + paid),
				Arguments.of(List.of(started, lost), 1, "lost: cut" + paid));
	}

	@Test
	void nextWhenBillingLimitIsReachedKeepsTheWords() {
		assertThat(next(1, call(Outcome.BILLING_LIMIT, "OpenAI: limit", null)))
			.isEqualTo(new Next.OutOfMoney(Next.Limit.BILLING_LIMIT, "OpenAI: limit"));
	}

	private static Next next(int callsAfterLostAnswer, ProviderCall... calls) {
		return new CallHistory(List.of(calls), RUN, callsAfterLostAnswer, "OpenAI").next(NOW, Instant.MIN);
	}

	private static List<ProviderCall> calls(String outcomes) {
		List<ProviderCall> calls = new ArrayList<>();
		for (char outcome : outcomes.toCharArray()) {
			calls.add(call(switch (outcome) {
				case 'C' -> Outcome.COMPLETED;
				case 'B' -> Outcome.BILLING_LIMIT;
				case 'F' -> Outcome.REFUSED;
				case 'R' -> Outcome.RETRYABLE;
				case 'L' -> Outcome.LOST;
				case 'S', 'N' -> Outcome.STARTED;
				default -> throw new IllegalArgumentException("No outcome: " + outcome);
			}, (outcome == 'N') ? null : NOW, null, null));
		}
		return calls;
	}

	private static ProviderCall call(Outcome outcome, @Nullable String message, @Nullable Instant retryAt) {
		return call(outcome, NOW, message, retryAt);
	}

	private static ProviderCall call(Outcome outcome, @Nullable Instant sentAt, @Nullable String message,
			@Nullable Instant retryAt) {
		return new ProviderCall(UUID.randomUUID(), RUN - 1, outcome, NOW, sentAt, message, retryAt,
				(outcome == Outcome.COMPLETED) ? RESULT : null);
	}

}
