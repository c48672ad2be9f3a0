package io.wxomedia.monitoring;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Whether the database answers, said in bounded time: a probe must not wait for a
 * connection for as long as a job may. Probes that come while the database hangs share
 * one question to it, so that they do not use up its connections.
 */
class DatabaseHealth implements HealthIndicator, AutoCloseable {

	private final Runnable question;

	private final Duration patience;

	private final ExecutorService thread = Executors.newSingleThreadExecutor(threads());

	private @Nullable Future<?> asked;

	DatabaseHealth(Runnable question, Duration patience) {
		this.question = question;
		this.patience = patience;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("database-health-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public Health health() {
		try {
			ask().get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			return Health.up().build();
		}
		catch (TimeoutException ex) {
			return down("no answer within " + this.patience.toMillis() + " ms");
		}
		catch (ExecutionException ex) {
			return down(String.valueOf(ex.getCause()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return down("the probe was interrupted");
		}
	}

	private synchronized Future<?> ask() {
		Future<?> before = this.asked;
		if (before != null && !before.isDone()) {
			return before;
		}
		Future<?> now = this.thread.submit(this.question);
		this.asked = now;
		return now;
	}

	private static Health down(String error) {
		return Health.down().withDetail("error", error).build();
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
