package io.wxomedia.provider;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long work waits before it is tried again. Thread-safe as the source of chance is.
 */
class RetryPauses {

	private static final Duration[] PAUSES = { Duration.ofSeconds(1), Duration.ofSeconds(4) };

	/**
	 * No pause of ours is as long; the provider asked for this one.
	 */
	static final Duration LONGEST_OWN_PAUSE = Duration.ofSeconds(10);

	private static final Duration LONGEST_PAUSE = Duration.ofHours(24);

	/**
	 * How much longer or shorter a pause may be, so that jobs that failed together do not
	 * come back together.
	 */
	private static final double JITTER = 0.2;

	private final RandomGenerator random;

	RetryPauses(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Return how long to wait after a failure.
	 * @param failure the failure
	 * @param callsSoFar how many calls were made, this one included
	 * @return what the provider asked for, or a pause of ours if that is longer
	 */
	Duration after(CallFailure failure, int callsSoFar) {
		Duration pause = jittered(PAUSES[Math.min(Math.max(callsSoFar, 1), PAUSES.length) - 1]);
		Duration asked = failure.retryAfter();
		return bounded((asked != null && asked.compareTo(pause) > 0) ? asked : pause);
	}

	Duration jittered(Duration usual) {
		double factor = 1 + JITTER * (2 * this.random.nextDouble() - 1);
		return Duration.ofMillis((long) (usual.toMillis() * factor));
	}

	static Duration bounded(Duration pause) {
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

}
