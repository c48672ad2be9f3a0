package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableQueue} on PostgreSQL, where a poll picks what it finds.
 */
class SharedQueueTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final TestDatabase database = TestDatabase.postgres();

	private final JdbcClient jdbc = this.database.jdbc();

	private final Set<String> done = ConcurrentHashMap.newKeySet();

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.mayEnd.countDown();
		this.database.close();
	}

	@Test
	void threadThatIsFreeTakesTheNextEntryWithoutWaitingForThePoll() {
		// It stands still, so no poll comes by the clock.
		Clock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.MICROS));
		DurableQueues instance = instance(clock, Duration.ofSeconds(5));
		WorkQueue queue = queue(instance, 4);
		for (int i = 0; i < 3; i++) {
			queue.add("held " + i, clock.instant().minusSeconds(10));
		}
		for (int i = 0; i < 20; i++) {
			queue.add("short " + i, clock.instant());
		}
		instance.start();
		try {
			Eventually.within(PATIENCE, () -> assertThat(this.done).hasSize(20));
		}
		finally {
			this.mayEnd.countDown();
			stop(instance);
		}
	}

	@Test
	void stopFreesWhatWasPickedAndNotBegun() {
		Clock clock = Clock.systemUTC();
		DurableQueues instance = instance(clock, Duration.ofMillis(200));
		WorkQueue queue = instance.create(new WorkQueues.Settings("job", 1, 0, false, List.of()), (entry) -> {
			// What ignores that it is cut works on after the stop.
			entry.hold(() -> this.done.add("cut"));
			return new Next.Held();
		});
		instance.start();
		queue.add("held", clock.instant());
		Eventually.within(PATIENCE, () -> assertThat(holder("held")).isNotEmpty());
		queue.add("dropped", clock.instant().plusSeconds(3600));
		this.jdbc.sql("""
				update job_queue set picked = true, picked_by = :me, last_heartbeat = current_timestamp
				where task_instance = 'dropped'
				""").param("me", holder("held").get(0)).update();
		stop(instance);
		assertThat(holder("dropped")).isEmpty();
		assertThat(this.done).containsExactly("cut");
		assertThat(holder("held")).hasSize(1);
	}

	private List<String> holder(String id) {
		return this.jdbc.sql("select picked_by from job_queue where task_instance = :id and picked = true")
			.param("id", id)
			.query(String.class)
			.list();
	}

	private DurableQueues instance(Clock clock, Duration grace) {
		return new DurableQueues(this.database.dataSource(), clock, new ShutdownGrace(grace, clock), Role.ALL);
	}

	private WorkQueue queue(DurableQueues instance, int threads) {
		return instance.create(new WorkQueues.Settings("job", threads, 0, false, List.of()), (entry) -> {
			if (entry.id().startsWith("held")) {
				this.mayEnd.await();
			}
			else {
				this.done.add(entry.id());
			}
			return new Next.Done();
		});
	}

	private static void stop(DurableQueues instance) {
		instance.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
		instance.stop();
	}

}
