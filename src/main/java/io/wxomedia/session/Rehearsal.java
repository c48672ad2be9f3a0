package io.wxomedia.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

import io.wxomedia.rules.FairOrder;
import io.wxomedia.rules.Pace;

/**
 * Computes how a workshop would go in which all press the button at once and again and
 * again: by the order in which callers are served, the provider's pace and the places of
 * one instance. Nothing is bought. Pure.
 *
 * @param seats how many people
 * @param imagesPerSeat how many images each sends
 * @param imagesPerMinute what the provider takes
 * @param places how many jobs run at once
 * @param maxQueued how many may wait
 * @param duration how long one image takes
 */
record Rehearsal(int seats, int imagesPerSeat, int imagesPerMinute, int places, int maxQueued, Duration duration) {

	private static final Instant START = Instant.EPOCH;

	/**
	 * Compute it.
	 * @return how it would go
	 */
	Outcome outcome() {
		List<FairOrder.Waiting<Integer>> waiting = new ArrayList<>();
		int refused = 0;
		for (int image = 0; image < this.imagesPerSeat; image++) {
			for (int seat = 1; seat <= this.seats; seat++) {
				// In the order in which they come; those that begin at once do not wait.
				if (waiting.size() >= this.maxQueued + Math.min(this.places, this.imagesPerMinute)) {
					refused++;
					continue;
				}
				waiting
					.add(new FairOrder.Waiting<>(waiting.size(), "seat " + seat, START.plusNanos(waiting.size()), 0));
			}
		}
		Pace pace = new Pace(this.imagesPerMinute, Pace.MINUTE, List.of(), START);
		PriorityQueue<Instant> free = new PriorityQueue<>();
		for (int place = 0; place < this.places; place++) {
			free.add(START);
		}
		List<Duration> waits = new ArrayList<>();
		Instant last = START;
		for (int turn = FairOrder.of(waiting, Map.of()).size(); turn > 0; turn--) {
			Instant begun = pace.next(free.remove());
			Instant finished = begun.plus(this.duration);
			free.add(finished);
			waits.add(Duration.between(START, begun));
			last = finished.isAfter(last) ? finished : last;
		}
		waits.sort(null);
		return new Outcome(waits.size(), Duration.between(START, last), waits.get((waits.size() - 1) / 2), refused);
	}

	/**
	 * How a workshop would go.
	 *
	 * @param images how many images are made
	 * @param lastFinishedAfter when the last one would be finished
	 * @param medianWait how long half of them would wait at the most
	 * @param refused how many would be refused because the queue is full
	 */
	record Outcome(int images, Duration lastFinishedAfter, Duration medianWait, int refused) {
	}

}
