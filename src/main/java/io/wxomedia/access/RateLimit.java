package io.wxomedia.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets each key have so many turns a minute: all of them at once, and then one as soon as
 * its share of the minute is over. Remembers one time for each key, the generic cell rate
 * algorithm. Thread-safe.
 */
public final class RateLimit {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final long share;

	private final int mostKeys;

	private final Clock clock;

	/**
	 * When each key will have all its turns again.
	 */
	private final Map<String, Long> rested = new LinkedHashMap<>(16, 0.75F, true);

	/**
	 * Create a limit.
	 * @param perMinute turns a minute
	 * @param mostKeys keys that are remembered; beyond, the one that was not seen for
	 * longest is forgotten
	 * @param clock tells the time
	 */
	public RateLimit(int perMinute, int mostKeys, Clock clock) {
		if (perMinute < 1) {
			throw new IllegalArgumentException("perMinute (" + perMinute + ") must be positive");
		}
		this.share = MINUTE / perMinute;
		this.mostKeys = mostKeys;
		this.clock = clock;
	}

	/**
	 * Take a turn, if there is one.
	 * @param key whose turn
	 * @return zero if it was taken, otherwise how long it is until the next one
	 */
	public synchronized Duration take(String key) {
		long now = nanos(this.clock.instant());
		// A clock that was set back must not make anybody wait for longer than a minute.
		long from = Math.min(Math.max(this.rested.getOrDefault(key, now), now), now + MINUTE);
		long until = from + this.share;
		if (until - now > MINUTE) {
			return Duration.ofNanos(until - now - MINUTE);
		}
		this.rested.put(key, until);
		forget(now);
		return Duration.ZERO;
	}

	private void forget(long now) {
		if (this.rested.size() > this.mostKeys) {
			this.rested.values().removeIf((until) -> until <= now);
		}
		while (this.rested.size() > this.mostKeys) {
			this.rested.remove(this.rested.keySet().iterator().next());
		}
	}

	synchronized int keys() {
		return this.rested.size();
	}

	private static long nanos(Instant instant) {
		return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)),
				instant.getNano());
	}

}
