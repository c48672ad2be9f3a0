package io.wxomedia.monitoring;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Readings that are read when a test says so.
 */
public final class ControlledReadings implements Readings {

	private final Clock clock;

	private final List<Reading<?>> readings = new ArrayList<>();

	public ControlledReadings(Clock clock) {
		this.clock = clock;
	}

	@Override
	public <T> Reading<T> of(String name, Supplier<T> source) {
		Reading<T> reading = new Reading<>(name, source, this.clock);
		this.readings.add(reading);
		return reading;
	}

	/**
	 * Read everything.
	 */
	public void refresh() {
		this.readings.forEach(Reading::refresh);
	}

}
