package io.wxomedia.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a neighbour as the calls of the last minutes show it; none is made for
 * it. Thread-safe.
 */
public final class RecentTraffic implements HealthIndicator {

	/**
	 * The neighbour mostly fails. Jobs are still accepted and wait or fall back, so this
	 * takes no instance out of rotation: the other instances have the same neighbour.
	 */
	public static final Status DEGRADED = new Status("DEGRADED");

	private static final Duration RECENT = Duration.ofMinutes(5);

	private static final int MOST = 20;

	/**
	 * One call that went wrong says little.
	 */
	private static final int ENOUGH = 3;

	private final Clock clock;

	private final Deque<Outcome> outcomes = new ArrayDeque<>();

	public RecentTraffic(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Note a call that the neighbour answered, be it with a refusal.
	 */
	public void answered() {
		add(true);
	}

	/**
	 * Note a call that the neighbour did not answer, or answered with its own failure.
	 */
	public void failed() {
		add(false);
	}

	private synchronized void add(boolean answered) {
		this.outcomes.addLast(new Outcome(this.clock.instant(), answered));
		if (this.outcomes.size() > MOST) {
			this.outcomes.removeFirst();
		}
	}

	@Override
	public synchronized Health health() {
		Instant since = this.clock.instant().minus(RECENT);
		this.outcomes.removeIf((outcome) -> outcome.at().isBefore(since));
		long failed = this.outcomes.stream().filter((outcome) -> !outcome.answered()).count();
		boolean degraded = failed >= ENOUGH && 2 * failed > this.outcomes.size();
		return Health.status(degraded ? DEGRADED : Status.UP)
			.withDetail("calls", this.outcomes.size())
			.withDetail("failed", failed)
			.withDetail("minutes", RECENT.toMinutes())
			.build();
	}

	/**
	 * How a call went.
	 *
	 * @param at when it ended
	 * @param answered whether the neighbour did its part
	 */
	private record Outcome(Instant at, boolean answered) {

	}

}
