package io.wxomedia.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read last. Looking at it never blocks; after a minute without news it is not a
 * number. Thread-safe.
 *
 * @param <T> what is read
 */
public final class Reading<T> {

	private static final Logger logger = LoggerFactory.getLogger(Reading.class);

	private static final Duration BELIEVED = Duration.ofMinutes(1);

	private final String name;

	private final Supplier<T> source;

	private final Clock clock;

	private volatile @Nullable Sample<T> last;

	private volatile boolean failing;

	Reading(String name, Supplier<T> source, Clock clock) {
		this.name = name;
		this.source = source;
		this.clock = clock;
	}

	/**
	 * Read it again. A failure leaves what was read before, and is told once.
	 */
	void refresh() {
		try {
			Instant at = this.clock.instant();
			this.last = new Sample<>(this.source.get(), at);
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (Thread.currentThread().isInterrupted()) {
				// The service stops, which breaks the question off.
				return;
			}
			if (!this.failing) {
				logger.warn("The figures of {} cannot be read, and are missing from the metrics until they can: {}",
						this.name, ex.getMessage());
			}
			this.failing = true;
		}
	}

	/**
	 * Return a figure of what was read last.
	 * @param figure takes the figure
	 * @return the figure, or NaN if there is none or an old one
	 */
	public double value(ToDoubleFunction<T> figure) {
		Sample<T> sample = this.last;
		if (sample == null || sample.at().plus(BELIEVED).isBefore(this.clock.instant())) {
			return Double.NaN;
		}
		return figure.applyAsDouble(sample.value());
	}

	/**
	 * Something that was read.
	 *
	 * @param <T> what is read
	 * @param value what it was
	 * @param at when
	 */
	private record Sample<T>(T value, Instant at) {

	}

}
