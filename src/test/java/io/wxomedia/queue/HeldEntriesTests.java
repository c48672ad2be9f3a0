package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for entries whose work holds no thread.
 */
class HeldEntriesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final TestDatabase database = TestDatabase.h2();

	private final JdbcClient jdbc = this.database.jdbc();

	private final Clock clock = Clock.systemUTC();

	private final BlockingQueue<WorkQueue.Held> held = new LinkedBlockingQueue<>();

	private final List<RealQueues> instances = new ArrayList<>();

	@AfterEach
	void close() {
		this.instances.forEach(RealQueues::close);
		this.database.close();
	}

	@Test
	void oneThreadRunsAnyNumberAndEachGoesWithItsTransaction() throws Exception {
		WorkQueue queue = queue(Duration.ofSeconds(5), () -> {
		});
		for (int i = 0; i < 50; i++) {
			queue.add("entry " + i, this.clock.instant());
		}
		List<WorkQueue.Held> all = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			all.add(next());
		}
		assertThat(count("picked = true")).isEqualTo(50);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.database.transactions().executeWithoutResult((status) -> {
				all.get(0).done();
				throw new IllegalStateException("Rolled back");
			}));
		assertThat(count("picked = true")).isEqualTo(50);
		all.forEach((one) -> this.database.transactions().executeWithoutResult((status) -> one.done()));
		assertThat(count("true")).isZero();
	}

	@Test
	void givenBackEntryIsRunAgain() throws Exception {
		WorkQueue queue = queue(Duration.ofSeconds(5), () -> {
		});
		queue.add("entry", this.clock.instant());
		next().again(this.clock.instant());
		next().failed(new IllegalStateException("The work could not be recorded"));
		next().done();
		assertThat(count("true")).isZero();
	}

	@Test
	void leaseIsKeptWhileTheWorkGoesOn() {
		Execution execution = picked("held");
		HeldEntries entries = entries();
		try {
			entries.hold(execution, () -> {
			});
			Eventually.within(PATIENCE,
					() -> assertThat(count("last_heartbeat > timestamp '2020-01-01 00:00:00'")).isEqualTo(1));
			assertThat(entries.contains("held")).isTrue();
		}
		finally {
			entries.close();
		}
	}

	@ParameterizedTest
	@EnumSource(End.class)
	void workThatWasTakenOverChangesNothing(End end) {
		Execution execution = picked("entry");
		HeldEntries entries = entries();
		try {
			WorkQueue.Held mine = entries.hold(execution, () -> {
			});
			this.jdbc.sql("update job_queue set picked_by = 'other', version = version + 2").update();
			end.how.accept(mine);
			assertThat(count("picked = true and picked_by = 'other'")).isEqualTo(1);
			assertThat(entries.contains("entry")).isFalse();
		}
		finally {
			entries.close();
		}
	}

	@Test
	void entryThatCannotBeGivenBackIsLeftToItsLease() {
		Execution execution = picked("entry");
		HeldEntries entries = entries();
		WorkQueue.Held mine = entries.hold(execution, () -> {
		});
		this.jdbc.sql("alter table job_queue rename to away_queue").update();
		mine.failed(new IllegalStateException("The work could not be recorded"));
		assertThat(entries.contains("entry")).isFalse();
		entries.close();
	}

	@Test
	void stopWaitsForTheWork() throws Exception {
		WorkQueue queue = queue(Duration.ofSeconds(60), () -> {
			throw new AssertionError("There was time");
		});
		queue.add("entry", this.clock.instant());
		WorkQueue.Held work = next();
		Thread stopping = new Thread(() -> this.instances.get(0).close());
		stopping.start();
		new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
		assertThat(stopping.isAlive()).isTrue();
		work.done();
		stopping.join(PATIENCE.toMillis());
		assertThat(stopping.isAlive()).isFalse();
		assertThat(count("true")).isZero();
	}

	@Test
	void stopCutsTheWorkWhenTheGracePeriodIsOver() throws Exception {
		List<WorkQueue.Held> mine = new ArrayList<>();
		WorkQueue queue = queue(Duration.ofMillis(100), () -> mine.get(0).again(this.clock.instant()));
		queue.add("entry", this.clock.instant());
		mine.add(next());
		this.instances.get(0).close();
		assertThat(count("picked = false")).isEqualTo(1);
	}

	private WorkQueue queue(Duration grace, Runnable cut) {
		RealQueues instance = RealQueues.on(this.database.dataSource(), this.clock, grace);
		this.instances.add(instance);
		WorkQueue queue = instance.queues().create(new WorkQueues.Settings("job", 1, 0, false, List.of()), (entry) -> {
			this.held.add(entry.hold(cut));
			return new Next.Held();
		});
		instance.start();
		return queue;
	}

	private WorkQueue.Held next() throws InterruptedException {
		WorkQueue.Held next = this.held.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(next).isNotNull();
		return next;
	}

	private HeldEntries entries() {
		return new HeldEntries("job", this.jdbc, this.clock, Duration.ofMillis(20), (at) -> {
		});
	}

	private Execution picked(String id) {
		OffsetDateTime longAgo = Instant.EPOCH.atOffset(ZoneOffset.UTC);
		this.jdbc.sql("""
				insert into job_queue (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat,
					version)
				values ('job', :id, :at, true, 'me', :at, 7)
				""").param("id", id).param("at", longAgo).update();
		return new Execution(Instant.EPOCH, new TaskInstance<>("job", id), true, "me", null, null, 0, Instant.EPOCH, 7);
	}

	private int count(String condition) {
		return this.jdbc.sql("select count(*) from job_queue where " + condition).query(Integer.class).single();
	}

	/**
	 * What the work may say in the end.
	 */
	private enum End {

		DONE(WorkQueue.Held::done), AGAIN((held) -> held.again(Instant.EPOCH)),
		FAILED((held) -> held.failed(new IllegalStateException("The work could not be recorded")));

		private final Consumer<WorkQueue.Held> how;

		End(Consumer<WorkQueue.Held> how) {
			this.how = how;
		}

	}

}
