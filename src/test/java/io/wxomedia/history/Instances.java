package io.wxomedia.history;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

import io.wxomedia.history.History.Fault;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.ServiceProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The processes of the service. What is done to one of them is done in turn, on a thread
 * of its own.
 */
class Instances implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Instances.class);

	private static final Duration PATIENCE = Duration.ofMinutes(15);

	/**
	 * A start that meets a database that is away ends, as it would be started again by
	 * whoever runs it.
	 */
	private static final int STARTS = 10;

	private final Path directory;

	private final IntFunction<Map<String, String>> settings;

	private final Recorder recorder;

	private final List<Place> places = new ArrayList<>();

	Instances(int count, Path directory, IntFunction<Map<String, String>> settings, Recorder recorder) {
		this.directory = directory;
		this.settings = settings;
		this.recorder = recorder;
		for (int i = 0; i < count; i++) {
			this.places.add(new Place(i));
		}
	}

	void startAll() {
		this.places.forEach((place) -> place.later(place::start));
		await();
	}

	int count() {
		return this.places.size();
	}

	/**
	 * Return the port of an instance, or of another one if that is not there. It may not
	 * answer.
	 */
	int port(int instance) {
		for (int i = 0; i < this.places.size(); i++) {
			ServiceProcess process = this.places.get((instance + i) % this.places.size()).process;
			if (process != null) {
				return process.port();
			}
		}
		return 1;
	}

	/**
	 * Wait until at least one of them is there.
	 */
	void awaitOne() {
		Eventually.within(PATIENCE, () -> assertThat(this.places).anyMatch((place) -> place.process != null));
	}

	/**
	 * End an instance and start it again. What was to be done to it before is waited for,
	 * so that it works in between.
	 */
	void kill(int instance, boolean gently, int downMillis) {
		Place place = this.places.get(instance);
		place.await();
		place.later(() -> place.endAndStart(gently, downMillis));
	}

	/**
	 * Freeze an instance, after what was to be done to it before.
	 */
	void freeze(int instance, int millis) {
		Place place = this.places.get(instance);
		place.await();
		place.later(() -> place.freeze(millis));
	}

	/**
	 * Wait until everything that was to be done to the instances is done.
	 */
	void await() {
		for (Place place : this.places) {
			place.await();
		}
	}

	/**
	 * Stop them for good, as an administrator does.
	 */
	void stop() {
		this.places.forEach((place) -> place.later(place::stop));
		await();
	}

	List<String> outputs() {
		return this.places.stream().flatMap((place) -> place.all.stream()).map(ServiceProcess::output).toList();
	}

	@Override
	public void close() {
		for (Place place : this.places) {
			place.thread.shutdownNow();
			place.all.forEach(ServiceProcess::close);
		}
	}

	/**
	 * One instance.
	 */
	private final class Place {

		private final int number;

		private final ExecutorService thread = Executors.newSingleThreadExecutor();

		private final List<ServiceProcess> all = new ArrayList<>();

		private final List<Future<?>> tasks = new ArrayList<>();

		private volatile @Nullable ServiceProcess process;

		Place(int number) {
			this.number = number;
		}

		void later(Task task) {
			this.tasks.add(this.thread.submit(() -> {
				task.run();
				return null;
			}));
		}

		void await() {
			try {
				for (Future<?> task : this.tasks) {
					task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
				}
			}
			catch (ExecutionException | TimeoutException ex) {
				throw new AssertionError("Instance " + this.number + " could not be driven", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError(ex);
			}
		}

		void start() throws InterruptedException {
			Map<String, String> environment = new HashMap<>(Instances.this.settings.apply(this.number));
			for (int i = 1; this.process == null; i++) {
				try {
					ServiceProcess started = ServiceProcess
						.start(Instances.this.directory.resolve("instance-" + this.number), environment);
					this.all.add(started);
					this.process = started;
				}
				catch (AssertionError ex) {
					if (i == STARTS) {
						throw ex;
					}
					logger.info("Instance {} did not start; again: {}", this.number, ex.getMessage());
					Thread.sleep(1000);
				}
			}
		}

		void endAndStart(boolean gently, int downMillis) throws InterruptedException {
			ServiceProcess running = this.process;
			if (running == null) {
				return;
			}
			Instant from = Instant.now();
			if (gently) {
				running.requestStop();
				running.awaitExit(Duration.ofSeconds(90));
			}
			else {
				running.kill();
			}
			Instances.this.recorder.add(new Fault("kill", this.number, from, Instant.now()));
			this.process = null;
			Thread.sleep(downMillis);
			start();
		}

		void freeze(int millis) throws InterruptedException {
			ServiceProcess running = this.process;
			if (running == null) {
				return;
			}
			Instant from = Instant.now();
			running.freeze();
			try {
				Thread.sleep(millis);
			}
			finally {
				running.thaw();
				// What it does late it does in the seconds after.
				Instances.this.recorder.add(new Fault("freeze", this.number, from, Instant.now().plusSeconds(2)));
			}
		}

		void stop() {
			ServiceProcess running = this.process;
			if (running != null) {
				running.requestStop();
				running.awaitExit(Duration.ofSeconds(90));
				this.process = null;
			}
		}

	}

	/**
	 * Something that takes time.
	 */
	@FunctionalInterface
	private interface Task {

		void run() throws Exception;

	}

}
