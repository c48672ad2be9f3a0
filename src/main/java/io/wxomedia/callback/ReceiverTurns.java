package io.wxomedia.callback;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many attempts are under way at once, in all and for one receiver. The fewer
 * places are free, the fewer a receiver may hold, so that many of them which are down
 * leave room for those that are well. Who has to wait is told when to ask again; nobody
 * waits here. Thread-safe.
 */
class ReceiverTurns {

	/**
	 * A receiver that is well is done with somebody by then.
	 */
	private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);

	/**
	 * Twenty askers a second, over all receivers that hang, cost the database little,
	 * however many wait.
	 */
	private static final Duration WIDEST_GAP = Duration.ofMillis(50);

	/**
	 * A receiver may hold this part of what is free, but always one place.
	 */
	private static final int PART_OF_THE_FREE = 8;

	private final int most;

	private final int mostForOne;

	private final Clock clock;

	private final Map<Receiver, Turns> receivers = new HashMap<>();

	private int taken;

	/**
	 * Create the turns.
	 * @param most attempts that may be under way at once
	 * @param mostForOne those of them that may be for one receiver
	 * @param clock tells the time
	 */
	ReceiverTurns(int most, int mostForOne, Clock clock) {
		this.most = most;
		this.mostForOne = mostForOne;
		this.clock = clock;
	}

	/**
	 * Take a place for an attempt, if there is one.
	 * @param receiver the receiver
	 * @return the place, or when to ask again
	 */
	synchronized Turn begin(Receiver receiver) {
		Instant now = this.clock.instant();
		Turns turns = this.receivers.computeIfAbsent(receiver, (unknown) -> new Turns(now));
		int places = Math.max(1, Math.min(this.mostForOne, (this.most - this.taken) / PART_OF_THE_FREE));
		if (this.taken < this.most && turns.begun.size() < places) {
			turns.begun.add(now);
			this.taken++;
			return new Place(receiver, now);
		}
		return new Later(turns.nextAsker(now, this.receivers.size()));
	}

	private synchronized void end(Place place) {
		Turns turns = this.receivers.get(place.receiver);
		if (turns != null && turns.begun.remove(place.begun)) {
			this.taken--;
			if (turns.begun.isEmpty()) {
				this.receivers.remove(place.receiver);
			}
		}
	}

	/**
	 * Return how many attempts are under way.
	 * @return the number of places that are taken
	 */
	synchronized int taken() {
		return this.taken;
	}

	/**
	 * What somebody who asks is told.
	 */
	sealed interface Turn {

	}

	/**
	 * Ask again.
	 *
	 * @param at when
	 */
	record Later(Instant at) implements Turn {

	}

	/**
	 * A place for one attempt.
	 */
	final class Place implements Turn {

		private final Receiver receiver;

		private final Instant begun;

		private boolean ended;

		private Place(Receiver receiver, Instant begun) {
			this.receiver = receiver;
			this.begun = begun;
		}

		/**
		 * Give the place back. Only the first call counts.
		 */
		void end() {
			synchronized (ReceiverTurns.this) {
				if (!this.ended) {
					this.ended = true;
					ReceiverTurns.this.end(this);
				}
			}
		}

	}

	/**
	 * The attempts that are under way for one receiver.
	 */
	private static final class Turns {

		private final Deque<Instant> begun = new ArrayDeque<>();

		private Instant lastAsker;

		Turns(Instant now) {
			this.lastAsker = now;
		}

		/**
		 * Askers come back one after the other. The longer the attempts have been under
		 * way, the longer a place will take, and the wider apart they come.
		 */
		Instant nextAsker(Instant now, int receivers) {
			Duration age = this.begun.isEmpty() ? Duration.ZERO : Duration.between(this.begun.getFirst(), now);
			Duration gap = age.dividedBy(Math.max(1, this.begun.size()));
			Duration widest = WIDEST_GAP.multipliedBy(receivers);
			Instant inTurn = this.lastAsker.plus((gap.compareTo(widest) < 0) ? gap : widest);
			Instant soonest = now.plus(SHORTEST_WAIT);
			this.lastAsker = inTurn.isAfter(soonest) ? inTurn : soonest;
			return this.lastAsker;
		}

	}

}
