package io.wxomedia.callback;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how long to wait between the attempts of one callback.
 *
 * @param waits the waits in turn; the last one repeats
 */
record RetrySchedule(List<Duration> waits) {

	private static final Logger logger = LoggerFactory.getLogger(RetrySchedule.class);

	private static final RetrySchedule DEFAULT = new RetrySchedule(
			List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(8)));

	private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(30).toSeconds());

	RetrySchedule {
		if (waits.isEmpty()) {
			throw new IllegalArgumentException("A retry schedule needs at least one wait");
		}
		waits = List.copyOf(waits);
	}

	/**
	 * Read a schedule from a setting. A setting that cannot be read is replaced by 1, 3
	 * and 8 seconds with a warning, because that must not keep the service from starting.
	 * @param seconds the waits in seconds, decimals allowed, separated by commas
	 * @return the schedule
	 */
	static RetrySchedule parse(String seconds) {
		try {
			return new RetrySchedule(Arrays.stream(seconds.split(",", -1)).map(RetrySchedule::parseWait).toList());
		}
		catch (IllegalArgumentException ex) {
			logger.warn("CALLBACK_BACKOFF_SECONDS=\"{}\" is not a list of seconds such as 1,3,8; using 1,3,8",
					seconds.replaceAll("\\p{Cntrl}", " "));
			return DEFAULT;
		}
	}

	private static Duration parseWait(String seconds) {
		BigDecimal wait = new BigDecimal(seconds.trim());
		if (wait.signum() < 0 || wait.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("Not a wait: " + seconds);
		}
		return Duration.ofMillis(wait.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
	}

	/**
	 * Return how long to wait after a failed attempt.
	 * @param failedAttempts how many attempts have failed so far, at least 1
	 * @return the wait before the next attempt
	 */
	Duration delayAfter(int failedAttempts) {
		if (failedAttempts < 1) {
			throw new IllegalArgumentException("No attempt has failed: " + failedAttempts);
		}
		return this.waits.get(Math.min(failedAttempts, this.waits.size()) - 1);
	}

}
