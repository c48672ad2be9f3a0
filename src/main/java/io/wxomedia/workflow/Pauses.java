package io.wxomedia.workflow;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a step waits before it is tried again: doubled each time, with some chance in
 * it, so that steps that failed together do not come back together. Thread-safe as the
 * source of chance is.
 */
class Pauses {

	private static final double JITTER = 0.25;

	private static final Duration LONGEST = Duration.ofSeconds(60);

	private static final Duration LONGEST_ASKED = Duration.ofHours(1);

	private final RandomGenerator random;

	Pauses(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Return how long to wait.
	 * @param tries how often it was tried, from 1
	 * @return 1, 2, 4 and so on up to 60 seconds, a quarter more or less
	 */
	Duration after(int tries) {
		Duration usual = Duration.ofSeconds(1L << Math.min(Math.max(tries, 1) - 1, 10));
		Duration pause = (usual.compareTo(LONGEST) < 0) ? usual : LONGEST;
		return Duration.ofMillis((long) (pause.toMillis() * (1 + JITTER * (2 * this.random.nextDouble() - 1))));
	}

	/**
	 * Return how long to wait where a provider may have asked for more.
	 * @param tries how often it was tried, from 1
	 * @param asked what the provider asked for; zero if nothing
	 * @return the longer one, an hour at the most
	 */
	Duration after(int tries, Duration asked) {
		Duration pause = after(tries);
		Duration longer = (asked.compareTo(pause) > 0) ? asked : pause;
		return (longer.compareTo(LONGEST_ASKED) < 0) ? longer : LONGEST_ASKED;
	}

}
