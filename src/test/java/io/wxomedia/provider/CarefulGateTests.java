package io.wxomedia.provider;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.provider.ProviderGate.Entrance;
import io.wxomedia.provider.ProviderGate.Passage;
import io.wxomedia.provider.ProviderGate.Visitor;
import io.wxomedia.spending.ProviderModel;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CarefulGate} and the {@link ProviderBreaker} in it.
 */
class CarefulGateTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final ProviderModel MODEL = new ProviderModel("openai", "gpt-image-2");

	private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(5);

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(START);

	private final ProviderGate gate = gate();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void refusalOfOneKeepsAllOthersWaitingOnEveryInstance() {
		ProviderGate otherInstance = gate();
		open(this.gate, fresh()).limited(START.plusSeconds(30), true);
		assertThat(this.gate.enter(fresh())).isEqualTo(new Entrance.Held(START.plusSeconds(30)));
		assertThat(otherInstance.enter(fresh())).isEqualTo(new Entrance.Held(START.plusSeconds(30)));
		assertThat(otherInstance.heldUntil(fresh())).contains(START.plusSeconds(30));
		this.clock.advance(Duration.ofSeconds(30));
		assertThat(otherInstance.heldUntil(fresh())).isEmpty();
	}

	@Test
	void whoLookedBeforeAPauseOrWhileItWasWrittenIsHeld() {
		Visitor early = fresh();
		Visitor meanwhile = fresh();
		AtomicReference<ProviderGate> whole = new AtomicReference<>();
		ProviderPauses pauses = pauses();
		ProviderPauses slow = (ProviderPauses) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ProviderPauses.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("pause")) {
						assertThat(whole.get().heldUntil(meanwhile)).isEmpty();
					}
					return method.invoke(pauses, arguments);
				});
		ProviderGate gate = gate(slow);
		whole.set(gate);
		Passage refused = open(gate, fresh());
		assertThat(gate.heldUntil(early)).isEmpty();
		refused.limited(START.plusSeconds(30), true);
		assertThat(gate.enter(early)).isEqualTo(new Entrance.Held(START.plusSeconds(30)));
		assertThat(gate.enter(meanwhile)).isEqualTo(new Entrance.Held(START.plusSeconds(30)));
	}

	@Test
	void shorterPauseDoesNotEndALongerOne() {
		Passage first = open(this.gate, fresh());
		Passage second = open(this.gate, fresh());
		first.limited(START.plusSeconds(30), false);
		second.limited(START.plusSeconds(2), false);
		assertThat(this.gate.enter(fresh())).isEqualTo(new Entrance.Held(START.plusSeconds(30)));
	}

	@Test
	void whatWasRefusedGoesFirstAndAlone() {
		Visitor one = fresh();
		Visitor two = fresh();
		Visitor three = fresh();
		refuse(one);
		this.clock.advance(Duration.ofSeconds(1));
		Passage again = open(this.gate, one);
		again.limited(this.clock.instant().plusSeconds(1), true);
		again.close();
		this.clock.advance(Duration.ofSeconds(1));
		Passage twiceRefused = open(this.gate, one);
		assertThat(this.gate.enter(two)).isInstanceOf(Entrance.Held.class);
		twiceRefused.answered();
		twiceRefused.close();
		assertThat(this.gate.enter(two)).isInstanceOf(Entrance.Open.class);
		assertThat(this.gate.enter(three)).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void whatWasRefusedAndDoesNotComeBackKeepsNobodyWaiting() {
		refuse(fresh());
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		this.clock.advance(Duration.ofSeconds(16));
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void whatWasRefusedOfAJobThatHasItsVerdictKeepsNobodyWaiting() {
		Visitor refused = fresh();
		refuse(refused);
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		this.gate.forget(refused.job());
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void whatWasRefusedIsWaitedForThroughTheNextPauseToo() {
		Visitor one = fresh();
		Visitor two = fresh();
		Passage first = open(this.gate, one);
		refuse(two);
		first.limited(START.plusSeconds(1), true);
		first.close();
		this.clock.advance(Duration.ofSeconds(1));
		try (Passage again = open(this.gate, one)) {
			again.limited(this.clock.instant().plusSeconds(60), true);
		}
		this.clock.advance(Duration.ofSeconds(60));
		try (Passage taken = open(this.gate, one)) {
			taken.answered();
		}
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		assertThat(this.gate.enter(two)).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void thoseThatAskAgainDoNotAllAskAtOnce() {
		refuse(fresh());
		this.clock.advance(Duration.ofSeconds(2));
		Instant first = this.gate.heldUntil(fresh()).orElseThrow();
		Instant second = this.gate.heldUntil(fresh()).orElseThrow();
		assertThat(first).isAfter(this.clock.instant());
		assertThat(second).isAfter(first);
	}

	@Test
	void pauseThatIsLiftedKeepsNobodyWaitingOnAnyInstance() {
		ProviderGate otherInstance = gate();
		Visitor refused = fresh();
		try (Passage passage = open(this.gate, refused)) {
			passage.limited(START.plusSeconds(3600), true);
		}
		assertThat(otherInstance.heldUntil(fresh())).contains(START.plusSeconds(3600));
		assertThat(state()).satisfies((state) -> {
			assertThat(state.kind()).isEqualTo(ProviderStates.Kind.PAUSED);
			assertThat(state.until()).isEqualTo(START.plusSeconds(3600));
		});
		this.clock.advance(Duration.ofSeconds(1));
		pauses().resume(MODEL);
		assertThat(otherInstance.enter(fresh())).isInstanceOf(Entrance.Open.class);
		assertThat(state()).isEqualTo(new ProviderStates.State(ProviderStates.Kind.OPEN, null, null));
		// Here what was refused still goes first, but nobody waits an hour for it.
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		this.clock.advance(Duration.ofSeconds(16));
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void pauseAfterAResumeIsKept() {
		pauses().resume(MODEL);
		refuse(fresh());
		assertThat(this.gate.enter(fresh())).isEqualTo(new Entrance.Held(START.plusSeconds(1)));
	}

	@Test
	void resumeClosesTheBreakerOfEveryInstance() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		assertThat(state().kind()).isEqualTo(ProviderStates.Kind.BROKEN);
		assertThat(state().until()).isEqualTo(START.plus(LONGEST_OUTAGE));
		pauses().resume(MODEL);
		assertThat(state().kind()).isEqualTo(ProviderStates.Kind.OPEN);
		for (int i = 0; i < 5; i++) {
			assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
		}
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		assertThat(state().kind()).isEqualTo(ProviderStates.Kind.BROKEN);
	}

	@Test
	void outageIsShownAsLongAsItKeepsAnybodyBack() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		try (Passage passage = open(this.gate, calledBefore())) {
			passage.answered();
		}
		assertThat(state().kind()).isEqualTo(ProviderStates.Kind.OPEN);
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		// The instance that noticed it is killed: nobody says that it is over.
		this.clock.advance(LONGEST_OUTAGE);
		assertThat(state().kind()).isEqualTo(ProviderStates.Kind.OPEN);
		fail(1);
		ProviderGate nextProcess = gate();
		this.clock.advance(Duration.ofSeconds(-1));
		try (Passage passage = open(nextProcess, calledBefore())) {
			passage.answered();
		}
		assertThat(state().kind()).isEqualTo(ProviderStates.Kind.OPEN);
	}

	@Test
	void outageThatCannotBeToldStopsNoCall() {
		this.database.close();
		ProviderGate alone = new CarefulGate(new ForgetfulPauses(), new ProviderBreaker(this.clock, LONGEST_OUTAGE),
				this.clock);
		for (int i = 0; i < ProviderBreaker.FAILURES_IN_A_ROW; i++) {
			try (Passage passage = open(alone, calledBefore())) {
				passage.failed();
			}
		}
		assertThat(alone.enter(fresh())).isInstanceOf(Entrance.Held.class);
	}

	@Test
	void rowOfFailuresKeepsFirstCallsWaitingAndNoOthers() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		Instant until = START.plus(ProviderBreaker.PAUSE);
		assertThat(this.gate.heldUntil(fresh())).contains(until);
		assertThat(this.gate.enter(fresh())).isEqualTo(new Entrance.Held(until));
		assertThat(this.gate.enter(calledBefore())).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void refusalsAndSingleFailuresKeepNobodyWaiting() {
		for (int i = 0; i < 50; i++) {
			fail(ProviderBreaker.FAILURES_IN_A_ROW - 1);
			try (Passage refused = open(this.gate, fresh())) {
				refused.answered();
			}
		}
		assertThat(this.gate.heldUntil(fresh())).isEmpty();
	}

	@Test
	void afterAPauseOneCallTriesForAll() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		this.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
		Passage trying = open(this.gate, fresh());
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		trying.failed();
		trying.close();
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
		this.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
		try (Passage second = open(this.gate, fresh())) {
			second.answered();
		}
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void thoseThatWaitForTheOneThatTriesDoNotAllAskAtOnce() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		this.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
		open(this.gate, fresh());
		Set<Instant> asking = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			asking.add(this.gate.heldUntil(fresh()).orElseThrow());
		}
		assertThat(asking).hasSizeGreaterThan(900);
	}

	@Test
	void refusalThatIsToldAgainCountsOnce() {
		ProviderPauses pauses = pauses();
		boolean[] away = { true };
		ProviderGate gate = new CarefulGate(new ProviderPauses() {

			@Override
			public Standing of(ProviderModel model) {
				return pauses.of(model);
			}

			@Override
			public List<ProviderModel> keptBack(Instant now) {
				return pauses.keptBack(now);
			}

			@Override
			public void outage(ProviderModel model, @Nullable Instant since) {
				pauses.outage(model, since);
			}

			@Override
			public void resume(ProviderModel model) {
				pauses.resume(model);
			}

			@Override
			public void pause(ProviderModel model, Instant until) {
				if (away[0]) {
					throw new QueryTimeoutException("The database is away");
				}
				pauses.pause(model, until);
			}

		}, new ProviderBreaker(this.clock, LONGEST_OUTAGE), this.clock);
		Visitor toldTwice = fresh();
		Visitor other = fresh();
		Instant until = START.plusSeconds(1);
		try (Passage first = open(gate, toldTwice); Passage second = open(gate, other)) {
			assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> first.limited(until, true));
			away[0] = false;
			first.limited(until, true);
			second.limited(until, true);
		}
		this.clock.advance(Duration.ofSeconds(1));
		open(gate, other).close();
	}

	@Test
	void callThatTellsNothingLetsTheNextOneTry() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		this.clock.advance(ProviderBreaker.PAUSE.plusMillis(1));
		open(this.gate, fresh()).close();
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Open.class);
	}

	@Test
	void outageThatLastsKeepsNobodyWaitingForEver() {
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		this.clock.advance(LONGEST_OUTAGE);
		for (int i = 0; i < 20; i++) {
			try (Passage tried = open(this.gate, fresh())) {
				tried.failed();
			}
		}
		try (Passage tried = open(this.gate, fresh())) {
			tried.answered();
		}
		fail(ProviderBreaker.FAILURES_IN_A_ROW);
		assertThat(this.gate.enter(fresh())).isInstanceOf(Entrance.Held.class);
	}

	private void fail(int calls) {
		for (int i = 0; i < calls; i++) {
			try (Passage passage = open(this.gate, calledBefore())) {
				passage.failed();
			}
		}
	}

	private void refuse(Visitor visitor) {
		try (Passage passage = open(this.gate, visitor)) {
			passage.limited(this.clock.instant().plusSeconds(1), true);
		}
	}

	private static Passage open(ProviderGate gate, Visitor visitor) {
		Entrance entrance = gate.enter(visitor);
		assertThat(entrance).isInstanceOf(Entrance.Open.class);
		return ((Entrance.Open) entrance).passage();
	}

	private static Visitor fresh() {
		return new Visitor(UUID.randomUUID(), 0, MODEL, false);
	}

	private static Visitor calledBefore() {
		return new Visitor(UUID.randomUUID(), 0, MODEL, true);
	}

	private ProviderGate gate() {
		return gate(pauses());
	}

	private ProviderGate gate(ProviderPauses pauses) {
		return new CarefulGate(pauses, new ProviderBreaker(this.clock, LONGEST_OUTAGE), this.clock);
	}

	private ProviderPauses pauses() {
		return new JdbcProviderPauses(this.database.jdbc(), this.clock);
	}

	private ProviderStates.State state() {
		return new ProviderStates(pauses(), this.clock, LONGEST_OUTAGE).of(MODEL);
	}

	/**
	 * Cannot be written.
	 */
	private static final class ForgetfulPauses implements ProviderPauses {

		@Override
		public Standing of(ProviderModel model) {
			return new Standing(null, null, Instant.MIN);
		}

		@Override
		public void pause(ProviderModel model, Instant until) {
			throw new QueryTimeoutException("The database is away");
		}

		@Override
		public List<ProviderModel> keptBack(Instant now) {
			return List.of();
		}

		@Override
		public void outage(ProviderModel model, @Nullable Instant since) {
			throw new QueryTimeoutException("The database is away");
		}

		@Override
		public void resume(ProviderModel model) {
			throw new QueryTimeoutException("The database is away");
		}

	}

}
