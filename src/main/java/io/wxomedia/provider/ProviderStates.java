package io.wxomedia.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.wxomedia.spending.ProviderModel;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether calls of a model are kept back, by any instance, and why. Thread-safe.
 */
class ProviderStates {

	private final ProviderPauses pauses;

	private final Clock clock;

	private final Duration longestOutage;

	ProviderStates(ProviderPauses pauses, Clock clock, Duration longestOutage) {
		this.pauses = pauses;
		this.clock = clock;
		this.longestOutage = longestOutage;
	}

	/**
	 * Return whether calls are kept back.
	 * @param model the model
	 * @return what is known now
	 */
	State of(ProviderModel model) {
		Instant now = this.clock.instant();
		ProviderPauses.Standing standing = this.pauses.of(model);
		Instant paused = standing.pausedUntil();
		if (paused != null && paused.isAfter(now)) {
			return new State(Kind.PAUSED, paused,
					"The provider answered 429 (too many requests), so all wait until the time that it asked for.");
		}
		Instant down = standing.downSince();
		if (down != null && down.plus(this.longestOutage).isAfter(now)) {
			return new State(Kind.BROKEN, down.plus(this.longestOutage),
					ProviderBreaker.FAILURES_IN_A_ROW + " calls in a row failed, so work that has not called yet waits"
							+ " while one call at a time tries whether the provider is back.");
		}
		return new State(Kind.OPEN, null, null);
	}

	/**
	 * Whether calls are kept back.
	 *
	 * @param kind whether and how
	 * @param until when calls are made again at the latest, or {@code null} if they are
	 * not kept back
	 * @param reason why, in words for people, or {@code null}
	 */
	record State(Kind kind, @Nullable Instant until, @Nullable String reason) {

	}

	/**
	 * How calls are kept back.
	 */
	enum Kind {

		/**
		 * They are not.
		 */
		OPEN,

		/**
		 * The provider wants no calls until a moment.
		 */
		PAUSED,

		/**
		 * The provider is down.
		 */
		BROKEN;

		/**
		 * Return the name on the wire.
		 * @return the name in lower case
		 */
		String word() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
