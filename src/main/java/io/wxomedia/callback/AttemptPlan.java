package io.wxomedia.callback;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.wxomedia.exchange.Attempt;

/**
 * Decides whether an attempt follows a failed one, and when. A series has quick attempts,
 * whose waits are fixed, and then late ones, whose waits vary a little, so that callbacks
 * which failed together do not come back together. A re-delivery begins a new series.
 */
class AttemptPlan {

	/**
	 * How far a late wait may be from the configured one, as a share of it.
	 */
	private static final double JITTER = 0.2;

	private final RetrySchedule quick;

	private final int quickAttempts;

	private final LateRetries late;

	private final RandomGenerator random;

	private final Clock clock;

	AttemptPlan(RetrySchedule quick, int quickAttempts, LateRetries late, RandomGenerator random, Clock clock) {
		this.quick = quick;
		this.quickAttempts = quickAttempts;
		this.late = late;
		this.random = random;
		this.clock = clock;
	}

	/**
	 * Return how many attempts there are in all if none succeeds.
	 * @param delivery the delivery
	 * @return the attempts of earlier series and all of this one, late ones included
	 */
	int most(Delivery delivery) {
		return delivery.earlierAttempts() + this.quickAttempts + this.late.waits().size();
	}

	/**
	 * Return how long to wait before the next attempt.
	 * @param delivery the delivery as it was before the attempt that failed
	 * @param failed that attempt
	 * @return the wait, or nothing if the callback is to be given up
	 */
	Optional<Duration> waitAfter(Delivery delivery, Attempt failed) {
		if (failed.endsDelivery()) {
			return Optional.empty();
		}
		int number = delivery.attempts() + 1 - delivery.earlierAttempts();
		if (number < this.quickAttempts) {
			return Optional.of(this.quick.delayAfter(number));
		}
		int index = number - this.quickAttempts;
		if (index >= this.late.waits().size()) {
			return Optional.empty();
		}
		return Optional.of(asked(failed, varied(this.late.waits().get(index))));
	}

	private Duration varied(Duration wait) {
		double factor = 1 - JITTER + 2 * JITTER * this.random.nextDouble();
		return Duration.ofMillis(Math.round(wait.toMillis() * factor));
	}

	/**
	 * The bounds are those of Svix: a receiver can neither hurry the service nor park it.
	 */
	private Duration asked(Attempt failed, Duration planned) {
		Duration longest = planned.multipliedBy(2);
		return failed.asksToWait(this.clock.instant())
			.filter((asked) -> asked.compareTo(planned) > 0)
			.map((asked) -> (asked.compareTo(longest) < 0) ? asked : longest)
			.orElse(planned);
	}

}
