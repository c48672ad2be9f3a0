package io.wxomedia.video;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.wxomedia.exchange.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows when a backend did not take an order. One that is down, busy or
 * silent is tried again; one that says what is wrong with the order would say so again.
 */
final class OrderRetries {

	/**
	 * The first are those of callbacks; a backend that is down for longer is asked twice
	 * a minute.
	 */
	private static final List<Duration> WAITS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(3),
			Duration.ofSeconds(8), Duration.ofSeconds(15), Duration.ofSeconds(30));

	private static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

	private static final Set<Integer> FINAL = Set.of(400, 401, 403, 410, 413, 415, 422);

	private OrderRetries() {
	}

	/**
	 * Return when an order is tried again.
	 * @param failed the attempt that failed
	 * @param before how many failed before it
	 * @param now the time
	 * @return the moment, or {@code null} if trying again is of no use
	 */
	static @Nullable Instant again(Attempt failed, int before, Instant now) {
		if (failed.status() != null && FINAL.contains(failed.status())) {
			return null;
		}
		Duration planned = WAITS.get(Math.min(before, WAITS.size() - 1));
		Duration wait = failed.asksToWait(now)
			.filter((asked) -> asked.compareTo(planned) > 0)
			.map((asked) -> (asked.compareTo(LONGEST_ASKED) < 0) ? asked : LONGEST_ASKED)
			.orElse(planned);
		return now.plus(wait);
	}

}
