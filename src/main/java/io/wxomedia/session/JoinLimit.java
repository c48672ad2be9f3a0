package io.wxomedia.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wxomedia.web.Refusal;

import org.springframework.http.HttpStatus;

/**
 * Keeps codes from being guessed: whoever has sent ten within a minute that nobody knows
 * waits, whatever comes next. Right ones are not counted. Counted by each instance for
 * itself. Thread-safe.
 */
class JoinLimit {

	static final int UNKNOWN_A_MINUTE = 10;

	private static final Duration MINUTE = Duration.ofMinutes(1);

	/**
	 * Beyond, the address that was not heard of for longest is forgotten.
	 */
	private static final int MOST_ADDRESSES = 10_000;

	private final Clock clock;

	private final Map<String, Deque<Instant>> unknown = new LinkedHashMap<>(16, 0.75F, true);

	JoinLimit(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Let nobody pass who has guessed too often.
	 * @param address where the request came from
	 */
	synchronized void require(String address) {
		Instant now = this.clock.instant();
		Deque<Instant> guesses = this.unknown.get(address);
		if (guesses == null) {
			return;
		}
		while (!guesses.isEmpty() && !guesses.getFirst().plus(MINUTE).isAfter(now)) {
			guesses.removeFirst();
		}
		if (guesses.size() >= UNKNOWN_A_MINUTE) {
			Duration wait = Duration.between(now, guesses.getFirst().plus(MINUTE)).plusMillis(999);
			throw new Refusal(HttpStatus.TOO_MANY_REQUESTS, "rate_limited",
					UNKNOWN_A_MINUTE + " unknown codes a minute came from this address; look at the code again and send"
							+ " it in " + wait.toSeconds() + " s.",
					wait, null);
		}
	}

	/**
	 * Say what came of a code, before anybody hears of it: codes that are looked up at
	 * the same moment tell no more than one after the other.
	 * @param address where the request came from
	 * @param known whether a session has the code; one that has none is counted
	 */
	synchronized void judge(String address, boolean known) {
		require(address);
		if (known) {
			return;
		}
		this.unknown.computeIfAbsent(address, (key) -> new ArrayDeque<>()).addLast(this.clock.instant());
		if (this.unknown.size() > MOST_ADDRESSES) {
			this.unknown.remove(this.unknown.keySet().iterator().next());
		}
	}

}
