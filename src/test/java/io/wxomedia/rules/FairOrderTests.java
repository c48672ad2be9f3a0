package io.wxomedia.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.wxomedia.rules.FairOrder.Turn;
import io.wxomedia.rules.FairOrder.Waiting;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FairOrder} and {@link Pace}.
 */
class FairOrderTests {

	private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");

	@Test
	void whoWasServedLeastIsNext() {
		List<Waiting<String>> waiting = List.of(waiting("a", 0, 0), waiting("b", 1, 0), waiting("c", 2, 0));
		assertThat(names(FairOrder.of(waiting, Map.of("a", 2, "b", 1)))).containsExactly("c2", "b1", "a0");
	}

	@Test
	void ofTwoServedEquallyTheEarlierIsNextAndTheyTakeTurns() {
		List<Waiting<String>> waiting = List.of(waiting("a", 0, 0), waiting("a", 1, 0), waiting("a", 2, 0),
				waiting("b", 3, 0), waiting("b", 4, 0));
		assertThat(names(FairOrder.of(waiting, Map.of()))).containsExactly("a0", "b3", "a1", "b4", "a2");
	}

	@Test
	void whatFollowsABatchsImageTakesTurnsToo() {
		List<Waiting<String>> waiting = new ArrayList<>(List.of(waiting("batch", 0, 49)));
		for (int i = 1; i <= 3; i++) {
			waiting.add(waiting("a", i, 0));
		}
		assertThat(names(FairOrder.of(waiting, Map.of()))).containsExactly("batch0", "a1", "(batch0)", "a2", "(batch0)",
				"a3");
	}

	@Test
	void paceTakesSoManyInAnyWindow() {
		Pace pace = new Pace(2, Duration.ofSeconds(60), List.of(START.minusSeconds(10), START.minusSeconds(100)),
				START);
		assertThat(pace.next()).isEqualTo(START.plusSeconds(0));
		assertThat(pace.next()).isEqualTo(START.plusSeconds(50));
		assertThat(pace.next()).isEqualTo(START.plusSeconds(60));
		assertThat(pace.next(START.plusSeconds(300))).isEqualTo(START.plusSeconds(300));
	}

	@Test
	void seatIsReadFromTheNameOfACaller() {
		Seat seat = new Seat(UUID.randomUUID(), 7);
		assertThat(Seat.of(seat.owner())).hasValue(seat);
		assertThat(Seat.of("alice")).isEmpty();
		assertThat(Seat.of("a/1")).isEmpty();
	}

	private static Waiting<String> waiting(String owner, int second, int following) {
		return new Waiting<>(owner + second, owner, START.plusSeconds(second), following);
	}

	private static List<String> names(List<Turn<String>> turns) {
		return turns.stream()
			.map((turn) -> turn.stands() ? turn.waiting().work() : "(" + turn.waiting().work() + ")")
			.toList();
	}

}
