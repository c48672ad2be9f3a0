package io.wxomedia.callback;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.testing.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ReceiverTurns}.
 */
class ReceiverTurnsTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final Receiver DOWN = new Receiver("down.example.com", 443);

	private static final Receiver WELL = new Receiver("well.example.com", 443);

	private final MovableClock clock = new MovableClock(START);

	private final ReceiverTurns turns = new ReceiverTurns(3, this.clock);

	@Test
	void runWhenEveryPlaceIsTakenPutsBackWithoutTheAttempt() throws Exception {
		List<Receiver> attempts = new ArrayList<>();
		Next next = whileRunning(3, () -> this.turns.run(DOWN, () -> attempt(attempts, DOWN)));
		assertThat(next).isEqualTo(new Next.Again(START.plusMillis(200)));
		assertThat(attempts).isEmpty();
	}

	@Test
	void runForAnotherReceiverIsNotHeldUp() throws Exception {
		List<Receiver> attempts = new ArrayList<>();
		Next next = whileRunning(3, () -> this.turns.run(WELL, () -> attempt(attempts, WELL)));
		assertThat(next).isEqualTo(new Next.Done());
		assertThat(attempts).containsExactly(WELL);
	}

	@Test
	void runWhenAPlaceIsFreeMakesTheAttempt() throws Exception {
		List<Receiver> attempts = new ArrayList<>();
		whileRunning(3, Next.Done::new);
		assertThat(whileRunning(2, () -> this.turns.run(DOWN, () -> attempt(attempts, DOWN))))
			.isEqualTo(new Next.Done());
		assertThat(attempts).containsExactly(DOWN);
	}

	@Test
	void runThatFailsGivesItsPlaceBack() throws Exception {
		for (int i = 0; i < 4; i++) {
			assertThatIOException().isThrownBy(() -> this.turns.run(DOWN, () -> {
				throw new IOException("The payload cannot be read");
			}));
		}
		assertThat(this.turns.run(DOWN, Next.Done::new)).isEqualTo(new Next.Done());
	}

	@Test
	void askersOfAReceiverThatAnswersQuicklyComeBackTogetherAndSoon() throws Exception {
		Instant last = whileRunning(3, () -> {
			this.clock.advance(Duration.ofMillis(6));
			return lastOfAskers(100);
		});
		assertThat(last).isEqualTo(START.plusMillis(6).plusMillis(200).plusMillis(99 * 2));
	}

	@Test
	void askersOfAReceiverThatHangsComeBackTwentyASecond() throws Exception {
		Instant last = whileRunning(3, () -> {
			this.clock.advance(Duration.ofSeconds(10));
			return lastOfAskers(101);
		});
		assertThat(last).isEqualTo(START.plusSeconds(10).plusMillis(200).plusSeconds(5));
	}

	@Test
	void askersAfterACalmBeginAnew() throws Exception {
		whileRunning(3, () -> {
			this.clock.advance(Duration.ofSeconds(10));
			return lastOfAskers(101);
		});
		assertThat(whileRunning(3, () -> this.turns.run(DOWN, Next.Done::new)))
			.isEqualTo(new Next.Again(START.plusSeconds(10).plusMillis(200)));
	}

	private Instant lastOfAskers(int askers) throws IOException, InterruptedException {
		Instant last = START;
		for (int i = 0; i < askers; i++) {
			last = ((Next.Again) this.turns.run(DOWN, Next.Done::new)).at();
		}
		return last;
	}

	private static Next attempt(List<Receiver> attempts, Receiver receiver) {
		attempts.add(receiver);
		return new Next.Done();
	}

	/**
	 * Do something while a number of attempts run, one within the other.
	 */
	private <T> T whileRunning(int attempts, Action<T> action) throws IOException, InterruptedException {
		if (attempts == 0) {
			return action.run();
		}
		List<T> result = new ArrayList<>();
		this.turns.run(DOWN, () -> {
			result.add(whileRunning(attempts - 1, action));
			return new Next.Done();
		});
		return result.get(0);
	}

	@FunctionalInterface
	private interface Action<T> {

		T run() throws IOException, InterruptedException;

	}

}
