package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableQueue}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DurableQueueTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final TestDatabase database = TestDatabase.h2();

	private final JdbcClient jdbc = JdbcClient.create(this.database.dataSource());

	private final Clock clock = Clock.systemUTC();

	private final List<DurableQueues> instances = new ArrayList<>();

	private final BlockingQueue<String> runs = new LinkedBlockingQueue<>();

	@AfterEach
	void stopAll() {
		this.instances.forEach(DurableQueues::destroy);
		this.instances.stream().filter(DurableQueues::isRunning).forEach(DurableQueues::stop);
		this.database.close();
	}

	@Test
	void entryThatWasAddedBeforeTheStartIsRunOnce() throws Exception {
		DurableQueues instance = instance(Duration.ofSeconds(5));
		queue(instance, 2, this::note).add("early", this.clock.instant());
		instance.start();
		assertThat(nextRun()).isEqualTo("early");
		instance.stop();
		assertThat(this.runs).isEmpty();
		assertThat(entries()).isZero();
	}

	@Test
	void moreEntriesThanThreadsAndHintsAreAllRunWithinTheBound() {
		int threads = 2;
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Set<String> done = ConcurrentHashMap.newKeySet();
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, threads, (entry) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
			running.decrementAndGet();
			assertThat(done.add(entry.id())).as("first run of %s", entry.id()).isTrue();
			return new Next.Done();
		});
		instance.start();
		for (int i = 0; i < 60; i++) {
			queue.add("entry " + i, this.clock.instant());
		}
		Eventually.within(PATIENCE, () -> assertThat(done).hasSize(60));
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
		assertThat(most).hasValue(threads);
	}

	@Test
	void entryThatIsRemovedByItsWorkerGoesWithTheWorkersTransaction() {
		TransactionTemplate transactions = new TransactionTemplate(
				new JdbcTransactionManager(this.database.dataSource()));
		AtomicInteger runs = new AtomicInteger();
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			transactions.executeWithoutResult((status) -> {
				entry.done();
				if (runs.incrementAndGet() == 1) {
					throw new IllegalStateException("The first transaction is rolled back");
				}
			});
			return new Next.Done();
		});
		instance.start();
		queue.add("entry", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(runs).hasValue(2));
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
	}

	@Test
	void entryThatIsHastenedIsRunNow() throws Exception {
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 2, this::note);
		instance.start();
		Instant later = this.clock.instant().plus(Duration.ofHours(1));
		queue.add("waiting", later);
		queue.add("left alone", later);
		List<String> ids = new ArrayList<>(List.of("waiting", "gone"));
		for (int i = 0; i < 1000; i++) {
			ids.add("gone " + i);
		}
		assertThat(queue.hasten(ids, this.clock.instant())).isOne();
		assertThat(nextRun()).isEqualTo("waiting");
		Eventually.within(PATIENCE, () -> assertThat(entries()).isOne());
		assertThat(queue.hasten(List.of("waiting"), this.clock.instant())).isZero();
	}

	@Test
	void entryThatIsHastenedWhileItRunsAndIsDoneIsNotRunAgain() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 2, (entry) -> {
			runs.incrementAndGet();
			begun.countDown();
			end.await();
			return new Next.Done();
		});
		instance.start();
		queue.add("entry", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(begun.getCount()).isZero());
		assertThat(queue.hasten(List.of("entry"), this.clock.instant())).isOne();
		end.countDown();
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
		assertThat(runs).hasValue(1);
	}

	@Test
	void entryThatIsHastenedWhileItRunsIsRunAgainAtOnce() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			begun.countDown();
			end.await();
			return (runs.incrementAndGet() == 2) ? new Next.Done()
					: new Next.Again(this.clock.instant().plus(Duration.ofHours(1)));
		});
		instance.start();
		queue.add("entry", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(begun.getCount()).isZero());
		queue.hasten(List.of("entry"), this.clock.instant());
		end.countDown();
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
		assertThat(runs).hasValue(2);
	}

	/**
	 * Whoever ends a job from outside removes its entry, whatever its run is doing.
	 */
	@Test
	void entryThatIsRemovedWhileItRunsEndsQuietly(CapturedOutput output) {
		DurableQueues instance = instance(Duration.ofSeconds(5));
		AtomicReference<WorkQueue> queue = new AtomicReference<>();
		queue.set(queue(instance, 1, (entry) -> {
			queue.get().remove(entry.id());
			this.runs.add(entry.id());
			return switch (entry.id()) {
				case "done" -> new Next.Done();
				case "again" -> new Next.Again(this.clock.instant());
				case "left" -> new Next.Left(this.clock.instant());
				default -> throw new IllegalStateException("It failed");
			};
		}));
		instance.start();
		for (String id : List.of("done", "again", "left", "failed")) {
			queue.get().add(id, this.clock.instant());
		}
		Eventually.within(PATIENCE, () -> assertThat(this.runs).hasSize(4));
		instance.stop();
		assertThat(entries()).isZero();
		assertThat(output).contains("It failed").doesNotContain("Expected one execution");
	}

	@Test
	void entryThatSomebodyElseTookIsNotLetGoByWhoLostIt() {
		JdbcClient jdbc = this.database.jdbc();
		CountDownLatch left = new CountDownLatch(2);
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			// As if another thread of this instance had picked it up meanwhile.
			jdbc.sql("update job_queue set version = version + 1").update();
			left.countDown();
			return new Next.Left(this.clock.instant());
		});
		instance.start();
		queue.add("lost", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(left.getCount()).isOne());
		// The only thread is free again once it has dealt with what it left.
		queue.add("next", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(left.getCount()).isZero());
		assertThat(jdbc.sql("select picked from job_queue where task_instance = 'lost'").query(Boolean.class).single())
			.isTrue();
	}

	@Test
	void entryOfATransactionThatIsRolledBackIsNotRun() throws Exception {
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 1, this::note);
		instance.start();
		TransactionTemplate transactions = new TransactionTemplate(
				new JdbcTransactionManager(this.database.dataSource()));
		transactions.executeWithoutResult((status) -> {
			queue.add("rolled back", this.clock.instant());
			status.setRollbackOnly();
		});
		transactions.executeWithoutResult((status) -> queue.add("committed", this.clock.instant()));
		assertThat(nextRun()).isEqualTo("committed");
		assertThat(this.runs).isEmpty();
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
	}

	@Test
	void entryThatIsToRunAgainRunsAtThatTime() {
		List<Instant> times = new CopyOnWriteArrayList<>();
		DurableQueues instance = instance(Duration.ofSeconds(5));
		Duration pause = Duration.ofMillis(700);
		WorkQueue queue = queue(instance, 1, (entry) -> {
			Instant now = this.clock.instant();
			times.add(now);
			return (times.size() < 3) ? new Next.Again(now.plus(pause)) : new Next.Done();
		});
		instance.start();
		queue.add("again", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(times).hasSize(3));
		for (int run = 1; run < 3; run++) {
			Instant due = times.get(run - 1).plus(pause);
			assertThat(times.get(run)).isBetween(due, due.plusSeconds(15));
		}
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
	}

	@Test
	void entryWhoseWorkerFailsIsRunAgainAfterAPause() {
		List<Instant> times = new CopyOnWriteArrayList<>();
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			times.add(this.clock.instant());
			if (times.size() < 3) {
				throw new IllegalStateException("The worker fails " + times.size() + " of 2 times");
			}
			return new Next.Done();
		});
		instance.start();
		queue.add("failing", this.clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(times).hasSize(3));
		assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThan(Duration.ofMillis(950));
		assertThat(Duration.between(times.get(1), times.get(2))).isGreaterThan(Duration.ofMillis(1950));
	}

	@Test
	void leaseOfADeadProcessIsFreedAtTheStart() throws Exception {
		DurableQueues instance = instance(Duration.ofSeconds(5));
		queue(instance, 1, this::note).add("left behind", this.clock.instant());
		this.jdbc.sql("update job_queue set picked = true, picked_by = 'dead', last_heartbeat = current_timestamp")
			.update();
		instance.start();
		assertThat(this.runs.poll(5, TimeUnit.SECONDS)).isEqualTo("left behind");
	}

	@Test
	void entryKnowsItsPlace() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		DurableQueues instance = instance(Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			this.runs.add(entry.id());
			end.await();
			return new Next.Done();
		});
		Instant due = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		queue.add("first", due);
		assertThat(queue.place("first")).hasValue(new WorkQueue.Place(0, 0, due));
		instance.start();
		assertThat(nextRun()).isEqualTo("first");
		queue.add("third", due.plusSeconds(3));
		queue.add("second", due.plusSeconds(2));
		assertThat(queue.place("second")).hasValue(new WorkQueue.Place(0, 1, due.plusSeconds(2)));
		assertThat(queue.place("third")).hasValue(new WorkQueue.Place(1, 1, due.plusSeconds(3)));
		assertThat(queue.place("first")).as("is being run").isEmpty();
		assertThat(queue.place("unknown")).isEmpty();
		end.countDown();
	}

	@Test
	void entryOfAWebInstanceIsRunByAWorker() throws Exception {
		DurableQueues web = instance(Duration.ofSeconds(5), Role.WEB);
		WorkQueue added = queue(web, 1, (entry) -> {
			throw new AssertionError("A web instance runs nothing");
		});
		web.start();
		added.add("entry", this.clock.instant());
		web.stop();
		assertThat(entries()).isEqualTo(1);

		DurableQueues worker = instance(Duration.ofSeconds(5), Role.WORKER);
		queue(worker, 1, this::note);
		worker.start();
		assertThat(nextRun()).isEqualTo("entry");
		Eventually.within(PATIENCE, () -> assertThat(entries()).isZero());
	}

	@Test
	void webInstanceDoesNoChores() throws Exception {
		BlockingQueue<Role> chores = new LinkedBlockingQueue<>();
		for (Role role : List.of(Role.WEB, Role.WORKER)) {
			DurableQueues instance = instance(Duration.ofSeconds(5), role);
			WorkQueues.Chore chore = new WorkQueues.Chore("chore", Duration.ofHours(1), () -> chores.add(role));
			instance.create(new WorkQueues.Settings("job", 1, 0, false, List.of(chore)), this::note);
			instance.start();
		}
		assertThat(chores.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(Role.WORKER);
	}

	@Test
	void stopWaitsForWhatRunsAndBeginsNothingNew() throws Exception {
		CountDownLatch mayFinish = new CountDownLatch(1);
		DurableQueues instance = instance(Duration.ofSeconds(20));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			this.runs.add(entry.id());
			mayFinish.await();
			return new Next.Done();
		});
		instance.start();
		queue.add("running", this.clock.instant());
		assertThat(nextRun()).isEqualTo("running");
		queue.add("waiting", this.clock.instant());
		beginStop(instance);
		Thread stopping = new Thread(instance::stop);
		stopping.start();
		mayFinish.countDown();
		stopping.join(PATIENCE.toMillis());
		assertThat(stopping.isAlive()).isFalse();
		assertThat(this.runs).isEmpty();
		assertThat(entries()).isEqualTo(1);

		DurableQueues next = instance(Duration.ofSeconds(5));
		queue(next, 1, this::note);
		next.start();
		assertThat(nextRun()).isEqualTo("waiting");
	}

	@Test
	void stopHandsBackWhatRunsLongerThanTheGracePeriod() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		DurableQueues instance = instance(Duration.ofMillis(300));
		WorkQueue queue = queue(instance, 1, (entry) -> {
			this.runs.add(entry.id());
			try {
				new CountDownLatch(1).await();
				return new Next.Done();
			}
			finally {
				interrupted.countDown();
			}
		});
		instance.start();
		queue.add("long", this.clock.instant());
		assertThat(nextRun()).isEqualTo("long");
		beginStop(instance);
		instance.stop();
		assertThat(interrupted.getCount()).isZero();
		assertThat(this.jdbc.sql("select picked from job_queue where task_instance = 'long'")
			.query(Boolean.class)
			.single()).isFalse();

		DurableQueues next = instance(Duration.ofSeconds(5));
		queue(next, 1, this::note);
		next.start();
		assertThat(nextRun()).isEqualTo("long");
	}

	@Test
	void stopRunsWhatBecomesDueInADrainingQueue() throws Exception {
		DurableQueues instance = instance(Duration.ofSeconds(20));
		WorkQueue deliveries = instance.create(new WorkQueues.Settings("delivery", 1, 1, true, List.of()), this::note);
		CountDownLatch mayFinish = new CountDownLatch(1);
		WorkQueue jobs = queue(instance, 1, (entry) -> {
			this.runs.add(entry.id());
			mayFinish.await();
			deliveries.add("delivery of " + entry.id(), this.clock.instant());
			return new Next.Done();
		});
		instance.start();
		jobs.add("job", this.clock.instant());
		assertThat(nextRun()).isEqualTo("job");
		beginStop(instance);
		mayFinish.countDown();
		instance.stop();
		assertThat(this.runs).containsExactly("delivery of job");
	}

	private DurableQueues instance(Duration grace) {
		return instance(grace, Role.ALL);
	}

	private DurableQueues instance(Duration grace, Role role) {
		DurableQueues instance = new DurableQueues(this.database.dataSource(), this.clock,
				new ShutdownGrace(grace, this.clock), role);
		this.instances.add(instance);
		return instance;
	}

	private static WorkQueue queue(DurableQueues instance, int threads, WorkQueue.Worker worker) {
		return instance.create(new WorkQueues.Settings("job", threads, 0, false, List.of()), worker);
	}

	private static void beginStop(DurableQueues instance) {
		instance.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
	}

	private Next note(WorkQueue.Entry entry) {
		String id = entry.id();
		this.runs.add(id);
		return new Next.Done();
	}

	private String nextRun() throws InterruptedException {
		String run = this.runs.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(run).as("the next run").isNotNull();
		return run;
	}

	private int entries() {
		return this.jdbc.sql("select count(*) from job_queue").query(Integer.class).single();
	}

}
