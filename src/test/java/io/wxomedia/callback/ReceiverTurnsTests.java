package io.wxomedia.callback;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.callback.ReceiverTurns.Later;
import io.wxomedia.callback.ReceiverTurns.Place;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReceiverTurns}.
 */
class ReceiverTurnsTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final Receiver DOWN = new Receiver("down.example.com", 443);

	private static final Receiver WELL = new Receiver("well.example.com", 443);

	private final MovableClock clock = new MovableClock(START);

	private final ReceiverTurns turns = new ReceiverTurns(100, 3, this.clock);

	@Test
	void beginWhenEveryPlaceOfTheReceiverIsTakenPutsBack() {
		take(this.turns, DOWN, 3);
		assertThat(this.turns.begin(DOWN)).isEqualTo(new Later(START.plusMillis(200)));
		assertThat(this.turns.taken()).isEqualTo(3);
	}

	@Test
	void beginForAnotherReceiverIsNotHeldUp() {
		take(this.turns, DOWN, 3);
		assertThat(this.turns.begin(WELL)).isInstanceOf(Place.class);
	}

	@Test
	void placeThatEndedIsFreeOnce() {
		List<Place> places = take(this.turns, DOWN, 3);
		places.get(0).end();
		places.get(0).end();
		take(this.turns, DOWN, 1);
		assertThat(this.turns.begin(DOWN)).isInstanceOf(Later.class);
		places.get(1).end();
		places.get(2).end();
		assertThat(this.turns.taken()).isEqualTo(1);
	}

	@Test
	void whoeverHangsAndHoweverOftenTheyAskANewReceiverHasAPlace() {
		ReceiverTurns turns = new ReceiverTurns(768, 48, this.clock);
		for (int round = 0; round < 50; round++) {
			for (int i = 0; i < 700; i++) {
				turns.begin(new Receiver("down" + i + ".example.com", 443));
			}
		}
		assertThat(turns.taken()).isBetween(700, 767);
		assertThat(turns.begin(WELL)).isInstanceOf(Place.class);
	}

	@Test
	void beginWhenEveryPlaceOfAllIsTakenPutsBack() {
		ReceiverTurns turns = new ReceiverTurns(5, 3, this.clock);
		for (int i = 0; i < 5; i++) {
			take(turns, new Receiver("down" + i + ".example.com", 443), 1);
		}
		assertThat(turns.begin(WELL)).isEqualTo(new Later(START.plusMillis(200)));
	}

	@Test
	void askersOfAReceiverThatAnswersQuicklyComeBackTogetherAndSoon() {
		take(this.turns, DOWN, 3);
		this.clock.advance(Duration.ofMillis(6));
		assertThat(lastOfAskers(100)).isEqualTo(START.plusMillis(6).plusMillis(200).plusMillis(99 * 2));
	}

	@Test
	void askersOfAReceiverThatHangsComeBackTwentyASecond() {
		take(this.turns, DOWN, 3);
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(lastOfAskers(101)).isEqualTo(START.plusSeconds(10).plusMillis(200).plusSeconds(5));
	}

	@Test
	void askersOfManyReceiversThatHangComeBackTwentyASecondInAll() {
		for (int i = 0; i < 10; i++) {
			take(this.turns, new Receiver("down" + i + ".example.com", 443), 2);
		}
		take(this.turns, DOWN, 3);
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(lastOfAskers(101)).isEqualTo(START.plusSeconds(10).plusMillis(200).plusMillis(100 * 50 * 11));
	}

	@Test
	void askersAfterACalmBeginAnew() {
		List<Place> places = take(this.turns, DOWN, 3);
		this.clock.advance(Duration.ofSeconds(10));
		lastOfAskers(101);
		places.forEach(Place::end);
		take(this.turns, DOWN, 3);
		assertThat(this.turns.begin(DOWN)).isEqualTo(new Later(START.plusSeconds(10).plusMillis(200)));
	}

	private Instant lastOfAskers(int askers) {
		Instant last = START;
		for (int i = 0; i < askers; i++) {
			last = ((Later) this.turns.begin(DOWN)).at();
		}
		return last;
	}

	private static List<Place> take(ReceiverTurns turns, Receiver receiver, int count) {
		List<Place> places = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			places.add((Place) turns.begin(receiver));
		}
		return places;
	}

}
