package io.wxomedia.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.wxomedia.history.History.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes, their database and their neighbours, driven by a programme.
 */
class World implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(World.class);

	/**
	 * What each owner has at first.
	 */
	static final int CREDITS = 100_000;

	/**
	 * What a run of the workflow costs.
	 */
	static final int PRICE = 20;

	/**
	 * What a generation of one video costs.
	 */
	static final int VIDEO_PRICE = 15;

	private static final Duration PATIENCE = Duration.ofMinutes(15);

	private final Settings settings;

	private final Recorder recorder = new Recorder();

	private final FakeProvider provider = new FakeProvider();

	private final FakeFal fal;

	private final FakeBackend backend;

	private final FakeStore store = new FakeStore();

	private final FakeReceiver receiver = new FakeReceiver();

	private final ExecutorService callers = Executors.newCachedThreadPool();

	private final ExecutorService faults = Executors.newCachedThreadPool();

	private final ExecutorService databaseKeeper = Executors.newSingleThreadExecutor();

	private final List<Future<?>> underWay = new ArrayList<>();

	private final List<EventWatcher> watchers = new CopyOnWriteArrayList<>();

	private final Database database;

	private final Instances instances;

	private final Callers callerActs;

	World(Settings settings, Path directory) {
		this.settings = settings;
		this.database = new Database(directory, settings.shared());
		List.of(this.provider, this.store, this.receiver).forEach(Neighbour::start);
		this.instances = new Instances(settings.instances(), directory, this::environment, this.recorder);
		this.fal = new FakeFal(this.instances::port);
		this.fal.start();
		this.backend = new FakeBackend(this.instances::port);
		this.backend.start();
		this.callerActs = new Callers(this.instances, this.recorder, this.receiver.url());
	}

	private Map<String, String> environment(int instance) {
		Map<String, String> environment = new HashMap<>(this.database.settings());
		environment.putAll(this.fal.settings());
		environment.put("WEBHOOK_SECRET", FakeBackend.SECRET);
		if (this.settings.backend()) {
			environment.put("VIDEO_BACKEND_URL", this.backend.url());
		}
		environment.put("CREDITS_INITIAL", Integer.toString(CREDITS));
		environment.put("API_KEYS", Keys.setting());
		environment.put("ADMIN_KEY", Keys.of(History.ADMIN));
		environment.put("OPENAI_API_KEY", "sk-test");
		environment.put("OPENAI_BASE_URL", this.provider.baseUrl(instance));
		environment.put("OPENAI_TIMEOUT_SECONDS", "30");
		environment.put("PROVIDER_CALL_AFTER_CRASH", this.settings.afterCrash());
		environment.put("PROVIDER_OUTAGE_WAIT_SECONDS", "10");
		if (this.settings.perMinute() > 0) {
			environment.put("OPENAI_IMAGES_PER_MINUTE", Integer.toString(this.settings.perMinute()));
		}
		environment.put("COS_ENDPOINT", this.store.endpoint());
		environment.put("COS_ACCESS_KEY_ID", "id");
		environment.put("COS_SECRET_ACCESS_KEY", "secret");
		environment.put("COS_INPUT_BUCKET", "inputs");
		environment.put("COS_OUTPUT_BUCKET", "outputs");
		environment.put("CALLBACK_MAX_RETRIES", "4");
		environment.put("CALLBACK_BACKOFF_SECONDS", "0.2,1");
		environment.put("CALLBACK_TIMEOUT_SECONDS", "4");
		environment.put("MAX_CONCURRENT_JOBS", "4");
		environment.put("SHUTDOWN_GRACE_SECONDS", "3");
		return environment;
	}

	/**
	 * Run a programme to its end, let everything come to rest, and look at what is left.
	 */
	History run(Programme programme) throws IOException, InterruptedException {
		this.instances.startAll();
		watch(History.ADMIN);
		Programme.OWNERS.forEach(this::watch);
		for (Step step : programme.steps()) {
			this.instances.awaitOne();
			take(step);
		}
		logger.info("The programme is over; waiting for everything to come to rest");
		List.of(this.provider, this.store, this.receiver).forEach((neighbour) -> behave(neighbour, "well", 0));
		await();
		this.instances.await();
		Rest rest = new Rest(this.instances);
		List<History.Job> jobs = rest.jobs();
		List<History.Credits> credits = rest.credits();
		List<Videos.Shown> gallery = rest.gallery();
		rest.awaitEvents(this.watchers, this.settings.shared() ? this.database.log() : List.of());
		List<History.Reader> readers = this.watchers.stream().map(EventWatcher::record).toList();
		this.watchers.forEach(EventWatcher::close);
		this.instances.stop();
		List<History.Call> calls = Stream.concat(this.provider.calls().stream(), this.fal.calls().stream()).toList();
		return new History(this.settings, this.recorder.submissions(), this.recorder.acts(), this.recorder.faults(),
				calls, this.store.puts(), this.receiver.callbacks(), readers, jobs, this.database.log(), credits,
				new Videos(this.backend.orders(),
						Stream.concat(this.backend.webhooks().stream(), this.fal.webhooks().stream()).toList(),
						gallery));
	}

	private void watch(String owner) {
		watch(new EventWatcher("events of " + owner, owner, Keys.of(owner), null,
				(visit) -> this.instances.port(visit)));
	}

	private void watch(EventWatcher watcher) {
		this.watchers.add(watcher);
		watcher.start();
	}

	private void take(Step step) {
		if (step instanceof Step.Pause pause) {
			sleep(pause.millis());
		}
		else if (step instanceof Step.Submit submit) {
			later(this.callers, () -> this.callerActs.submit(submit));
			if (submit.twice()) {
				later(this.callers, () -> this.callerActs.submit(submit));
			}
		}
		else if (step instanceof Step.Act act) {
			later(this.callers, () -> this.callerActs.act(act));
		}
		else if (step instanceof Step.CancelAll all) {
			later(this.callers, () -> this.callerActs.cancelAll(all));
		}
		else if (step instanceof Step.Look look) {
			later(this.callers, () -> this.callerActs.look(look));
		}
		else if (step instanceof Step.Follow follow) {
			later(this.callers, () -> follow(follow));
		}
		else if (step instanceof Step.CutReaders cut) {
			for (int i = cut.which(); i < this.watchers.size(); i += 2) {
				this.watchers.get(i).cut();
			}
		}
		else if (step instanceof Step.Behave behave) {
			behave(neighbour(behave.who()), behave.how(), behave.percent());
		}
		else {
			disturb(step);
		}
	}

	private void disturb(Step step) {
		logger.info("{}", step);
		if (step instanceof Step.Kill kill) {
			this.instances.kill(kill.instance(), kill.gently(), kill.downMillis());
		}
		else if (step instanceof Step.Freeze freeze) {
			this.instances.freeze(freeze.instance(), freeze.millis());
		}
		else if (step instanceof Step.RestartDatabase restart) {
			later(this.databaseKeeper, () -> restart(restart));
		}
		else if (step instanceof Step.HoldTransaction hold) {
			later(this.faults, () -> this.database.holdTransaction(hold.millis()));
		}
	}

	private void restart(Step.RestartDatabase restart) throws IOException {
		Instant from = Instant.now();
		this.database.stop(restart.crash());
		sleep(restart.downMillis());
		this.database.startAgain();
		this.recorder.add(new Fault("database", -1, from, Instant.now()));
	}

	private void follow(Step.Follow follow) throws InterruptedException {
		this.callerActs.await(follow.number()).ifPresent((job) -> {
			int at = this.watchers.size();
			watch(new EventWatcher("events of " + job.id(), job.owner(), Keys.of(job.owner()), job.id(),
					(visit) -> this.instances.port(at + visit)));
		});
	}

	private Neighbour neighbour(String who) {
		return switch (who) {
			case "provider" -> this.provider;
			case "storage" -> this.store;
			default -> this.receiver;
		};
	}

	private void behave(Neighbour neighbour, String how, int percent) {
		Neighbour.Behaviour before = neighbour.behaviour();
		if (before.percent() > 0 && !before.how().equals("well")) {
			String kind = (neighbour == this.store) ? "storage"
					: (neighbour == this.provider) ? "provider" : "receiver";
			this.recorder.add(new Fault(kind, -1, before.since(), Instant.now()));
		}
		neighbour.behave(how, percent);
		if (neighbour == this.provider) {
			this.fal.behave(how);
			this.backend.behave(how, percent);
		}
	}

	private void later(ExecutorService where, Work work) {
		this.underWay.add(where.submit(() -> {
			work.run();
			return null;
		}));
	}

	private void await() {
		try {
			for (Future<?> one : this.underWay) {
				one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError("A step of the programme could not be taken", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/**
	 * Return what the processes have written.
	 */
	List<String> outputs() {
		return this.instances.outputs();
	}

	@Override
	public void close() throws IOException {
		this.watchers.forEach(EventWatcher::close);
		this.callers.shutdownNow();
		this.faults.shutdownNow();
		this.databaseKeeper.shutdownNow();
		this.instances.close();
		this.database.close();
		this.fal.close();
		this.backend.close();
		List.of(this.provider, this.store, this.receiver).forEach(Neighbour::close);
	}

	/**
	 * Something that takes time.
	 */
	@FunctionalInterface
	private interface Work {

		void run() throws Exception;

	}

}
