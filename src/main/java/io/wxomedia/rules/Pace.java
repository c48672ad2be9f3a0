package io.wxomedia.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * When calls may be made: in any window at most so many. Each call takes the earliest
 * moment that there is. Not thread-safe.
 */
public final class Pace {

	/**
	 * A little more than a provider's minute, since its clock is not ours.
	 */
	public static final Duration MINUTE = Duration.ofMillis(60_250);

	private final int limit;

	private final Duration window;

	private final Deque<Instant> latest = new ArrayDeque<>();

	private Instant earliest;

	/**
	 * Create a pace.
	 * @param limit how many calls a window takes
	 * @param window how long it is
	 * @param taken the moments that are taken already, in any order
	 * @param now no call is made before
	 */
	public Pace(int limit, Duration window, Collection<Instant> taken, Instant now) {
		this.limit = limit;
		this.window = window;
		this.earliest = now;
		taken.stream().sorted().forEach(this::take);
	}

	private void take(Instant moment) {
		this.latest.addLast(moment);
		if (this.latest.size() > this.limit) {
			this.latest.removeFirst();
		}
	}

	/**
	 * Take the next moment.
	 * @return the moment
	 */
	public Instant next() {
		return next(this.earliest);
	}

	/**
	 * Take the next moment.
	 * @param notBefore no earlier one is wanted
	 * @return the moment
	 */
	public Instant next(Instant notBefore) {
		this.earliest = notBefore.isAfter(this.earliest) ? notBefore : this.earliest;
		if (this.latest.size() == this.limit) {
			Instant free = this.latest.getFirst().plus(this.window);
			this.earliest = free.isAfter(this.earliest) ? free : this.earliest;
		}
		take(this.earliest);
		return this.earliest;
	}

}
