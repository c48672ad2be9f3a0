package io.wxomedia.generation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what happens to calls that are submitted and waited for elsewhere. Thread-safe.
 */
class RemoteCallMetrics {

	private final Map<Happening, Counter> counters = new EnumMap<>(Happening.class);

	RemoteCallMetrics(MeterRegistry registry, String provider) {
		for (Happening happening : Happening.values()) {
			this.counters.put(happening,
					Counter.builder("media.remote.calls")
						.description("What happened to calls that a provider works on for minutes")
						.tag("provider", provider)
						.tag("event", happening.name().toLowerCase(Locale.ROOT))
						.register(registry));
		}
	}

	void count(Happening happening) {
		Counter counter = this.counters.get(happening);
		if (counter != null) {
			counter.increment();
		}
	}

	/**
	 * What happens to a call.
	 */
	enum Happening {

		/**
		 * The provider accepted it.
		 */
		SUBMITTED,

		/**
		 * The answer to its submission was lost.
		 */
		LOST,

		/**
		 * The provider's webhook named it, whose answer was lost.
		 */
		FOUND,

		/**
		 * The provider was asked how far it is.
		 */
		POLLED,

		/**
		 * The provider's webhook told that it is over.
		 */
		TOLD,

		/**
		 * Its video is there.
		 */
		DONE,

		/**
		 * It came to nothing.
		 */
		FAILED,

		/**
		 * It was given up at its deadline.
		 */
		EXPIRED,

		/**
		 * Its video was used again by a job that tried another one again.
		 */
		TAKEN_OVER

	}

}
