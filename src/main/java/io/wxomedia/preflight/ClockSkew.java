package io.wxomedia.preflight;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/**
 * Judges this machine's clock by what the servers' clocks said. Stores refuse signatures
 * that are more than a quarter of an hour off.
 */
final class ClockSkew {

	static final String NAME = "clock";

	private static final Duration TOLERABLE = Duration.ofMinutes(1);

	private static final Duration HARMFUL = Duration.ofMinutes(5);

	private static final String MEND = "Set this machine's clock by a time server (NTP): signed requests and links fail"
			+ " when it is 15 minutes off.";

	private ClockSkew() {
	}

	static void judge(Map<String, Duration> skews, Findings findings) {
		Map.Entry<String, Duration> worst = skews.entrySet()
			.stream()
			.max(Comparator.comparing((entry) -> entry.getValue().abs()))
			.orElse(null);
		if (worst == null) {
			findings.ok("Not compared: no server that tells the time was reached.");
			return;
		}
		Duration skew = worst.getValue().abs();
		if (skew.compareTo(TOLERABLE) <= 0) {
			findings.ok("This machine's clock agrees with " + worst.getKey() + " to within " + (skew.toSeconds() + 1)
					+ " s.");
			return;
		}
		String message = "This machine's clock is " + skew.toSeconds() + " s "
				+ (worst.getValue().isNegative() ? "behind " : "ahead of ") + worst.getKey() + ".";
		if (skew.compareTo(HARMFUL) > 0) {
			findings.problem(message, MEND);
		}
		else {
			findings.warning(message, MEND);
		}
	}

}
