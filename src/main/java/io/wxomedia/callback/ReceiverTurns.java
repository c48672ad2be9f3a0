package io.wxomedia.callback;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.wxomedia.queue.WorkQueue.Next;

/**
 * Bounds how many attempts run at once for one receiver, so that one that is down holds
 * only a part of the threads. Who has to wait is told when to ask again; nobody waits
 * here. Thread-safe.
 */
class ReceiverTurns {

	/**
	 * A receiver that is well is done with somebody by then.
	 */
	private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);

	/**
	 * Twenty askers a second cost the database little, however many wait.
	 */
	private static final Duration WIDEST_GAP = Duration.ofMillis(50);

	private final int most;

	private final Clock clock;

	private final Map<Receiver, Turns> receivers = new HashMap<>();

	/**
	 * Create the turns.
	 * @param most attempts that may run at once for one receiver
	 * @param clock tells the time
	 */
	ReceiverTurns(int most, Clock clock) {
		this.most = most;
		this.clock = clock;
	}

	/**
	 * Make an attempt now, if the receiver has a place.
	 * @param receiver the receiver
	 * @param attempt makes it
	 * @return what the attempt says, or when to ask again
	 * @throws IOException if the attempt throws it
	 * @throws InterruptedException if the attempt throws it
	 */
	Next run(Receiver receiver, Work attempt) throws IOException, InterruptedException {
		Instant now = this.clock.instant();
		Optional<Instant> later = begin(receiver, now);
		if (later.isPresent()) {
			return new Next.Again(later.get());
		}
		try {
			return attempt.run();
		}
		finally {
			end(receiver, now);
		}
	}

	private synchronized Optional<Instant> begin(Receiver receiver, Instant now) {
		Turns turns = this.receivers.computeIfAbsent(receiver, (unknown) -> new Turns(now));
		if (turns.begun.size() < this.most) {
			turns.begun.add(now);
			return Optional.empty();
		}
		return Optional.of(turns.nextAsker(now, this.most));
	}

	private synchronized void end(Receiver receiver, Instant begun) {
		this.receivers.computeIfPresent(receiver, (same, turns) -> {
			turns.begun.remove(begun);
			return turns.begun.isEmpty() ? null : turns;
		});
	}

	/**
	 * An attempt.
	 */
	@FunctionalInterface
	interface Work {

		Next run() throws IOException, InterruptedException;

	}

	/**
	 * The attempts that run for one receiver.
	 */
	private static final class Turns {

		private final Deque<Instant> begun = new ArrayDeque<>();

		private Instant lastAsker;

		Turns(Instant now) {
			this.lastAsker = now;
		}

		/**
		 * Askers come back one after the other. The longer the attempts have been
		 * running, the longer a place will take, and the wider apart they come.
		 */
		Instant nextAsker(Instant now, int most) {
			Duration gap = Duration.between(this.begun.getFirst(), now).dividedBy(most);
			Instant inTurn = this.lastAsker.plus((gap.compareTo(WIDEST_GAP) < 0) ? gap : WIDEST_GAP);
			Instant soonest = now.plus(SHORTEST_WAIT);
			this.lastAsker = inTurn.isAfter(soonest) ? inTurn : soonest;
			return this.lastAsker;
		}

	}

}
