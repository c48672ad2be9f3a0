package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the provider is down, and for a while lets one call through at a time. A
 * row of failures opens it; any answer closes it. Thread-safe.
 */
class ProviderBreaker {

	private static final Logger logger = LoggerFactory.getLogger(ProviderBreaker.class);

	/**
	 * More than three jobs that fail one after the other, with three calls each.
	 */
	static final int FAILURES_IN_A_ROW = 10;

	/**
	 * Short, so that a job which comes while the provider is down still fails within
	 * about ten seconds.
	 */
	static final Duration PAUSE = Duration.ofSeconds(5);

	private static final Duration WHILE_ONE_TRIES = Duration.ofSeconds(1);

	private final Clock clock;

	private final Duration longestOutage;

	private final CircuitBreaker breaker;

	private @Nullable Instant downSince;

	private Instant openUntil = Instant.MIN;

	ProviderBreaker(Clock clock, Duration longestOutage) {
		this.clock = clock;
		this.longestOutage = longestOutage;
		this.breaker = CircuitBreaker.of("provider",
				CircuitBreakerConfig.custom()
					.slidingWindowType(SlidingWindowType.COUNT_BASED)
					.slidingWindowSize(FAILURES_IN_A_ROW)
					.minimumNumberOfCalls(FAILURES_IN_A_ROW)
					.failureRateThreshold(100)
					.waitDurationInOpenState(PAUSE)
					.permittedNumberOfCallsInHalfOpenState(1)
					.clock(clock)
					.build());
		this.breaker.getEventPublisher().onStateTransition((event) -> changed(event.getStateTransition().getToState()));
	}

	private synchronized void changed(State state) {
		if (state == State.OPEN) {
			this.openUntil = this.clock.instant().plus(PAUSE);
			if (this.downSince == null) {
				this.downSince = this.clock.instant();
				logger.warn("The provider is down: {} calls failed in a row. Jobs that have not called it yet wait",
						FAILURES_IN_A_ROW);
			}
		}
		else if (state == State.CLOSED && this.downSince != null) {
			logger.info("The provider is back");
			this.downSince = null;
		}
	}

	/**
	 * Return since when the provider is down.
	 * @return the first failure too many, or {@code null} if the provider is not down
	 */
	synchronized @Nullable Instant downSince() {
		return this.downSince;
	}

	/**
	 * Begin anew, as if no call had failed.
	 */
	synchronized void reset() {
		this.downSince = null;
		this.openUntil = Instant.MIN;
		this.breaker.reset();
	}

	/**
	 * Return whether work is kept back at all. An outage that lasts must not keep it for
	 * ever: it is then tried, and fails with the provider's own words.
	 */
	private synchronized boolean holds() {
		return this.downSince != null
				&& Duration.between(this.downSince, this.clock.instant()).compareTo(this.longestOutage) < 0;
	}

	/**
	 * Say whether a first call would be kept back.
	 * @return when to ask again, or {@code null}
	 */
	synchronized @Nullable Instant heldUntil() {
		if (!holds()) {
			return null;
		}
		Instant now = this.clock.instant();
		if (this.breaker.getState() == State.HALF_OPEN) {
			return now.plus(WHILE_ONE_TRIES);
		}
		return this.openUntil.isAfter(now) ? this.openUntil : null;
	}

	/**
	 * Ask to make a first call.
	 * @return whether it may be made, and whether it is counted
	 */
	Permission ask() {
		if (!holds()) {
			return Permission.UNCOUNTED;
		}
		return this.breaker.tryAcquirePermission() ? Permission.COUNTED : Permission.DENIED;
	}

	void answered() {
		this.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
		if (this.breaker.getState() == State.OPEN) {
			// Work that had called before went on calling, and was answered.
			this.breaker.transitionToClosedState();
		}
	}

	void failed() {
		this.breaker.onError(0, TimeUnit.NANOSECONDS, new ProviderDown());
	}

	/**
	 * Give a counted permission back that told nothing.
	 */
	void release() {
		this.breaker.releasePermission();
	}

	/**
	 * Whether a call may be made.
	 */
	enum Permission {

		/**
		 * It may, as the one that tries whether the provider is back.
		 */
		COUNTED,

		/**
		 * It may, as always.
		 */
		UNCOUNTED,

		/**
		 * It may not.
		 */
		DENIED

	}

	/**
	 * What the library wants to be told of a failure.
	 */
	private static final class ProviderDown extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
