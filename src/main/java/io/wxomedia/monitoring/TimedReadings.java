package io.wxomedia.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * {@link Readings} on one thread of their own: a database that hangs holds that thread
 * and nothing else.
 */
class TimedReadings implements Readings, SmartLifecycle {

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private final Clock clock;

	private final List<Reading<?>> readings = new CopyOnWriteArrayList<>();

	private @Nullable ScheduledExecutorService timer;

	TimedReadings(Clock clock) {
		this.clock = clock;
	}

	@Override
	public <T> Reading<T> of(String name, Supplier<T> source) {
		Reading<T> reading = new Reading<>(name, source, this.clock);
		this.readings.add(reading);
		return reading;
	}

	@Override
	public synchronized void start() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("readings-");
		threads.setDaemon(true);
		this.timer = Executors.newSingleThreadScheduledExecutor(threads);
		this.timer.scheduleWithFixedDelay(() -> this.readings.forEach(Reading::refresh), 0, PAUSE.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	@Override
	public synchronized void stop() {
		if (this.timer != null) {
			this.timer.shutdownNow();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

}
