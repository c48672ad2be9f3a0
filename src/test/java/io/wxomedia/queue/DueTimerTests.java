package io.wxomedia.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DueTimer}.
 */
class DueTimerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-28T12:00:00Z"));

	private final BlockingQueue<Instant> looks = new LinkedBlockingQueue<>();

	private final DueTimer timer = new DueTimer("job", this.clock, () -> this.looks.add(this.clock.instant()));

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void looksAtOnceForWhatIsDue() {
		this.timer.look(this.clock.instant());
		assertThat(this.looks).containsExactly(this.clock.instant());
	}

	@Test
	void looksAtEachMomentAndNotBefore() throws Exception {
		Instant start = this.clock.instant();
		this.timer.look(List.of(start.plusSeconds(60), start.plusSeconds(20)));
		this.timer.look(start.plusSeconds(40));
		assertThat(this.looks.poll(300, TimeUnit.MILLISECONDS)).isNull();
		for (int moment = 1; moment <= 3; moment++) {
			this.clock.advance(Duration.ofSeconds(20));
			assertThat(this.looks.poll(60, TimeUnit.SECONDS)).isEqualTo(start.plusSeconds(20L * moment));
		}
		this.clock.advance(Duration.ofHours(1));
		assertThat(this.looks.poll(300, TimeUnit.MILLISECONDS)).isNull();
	}

	@Test
	void lookThatFailsIsNotTheLast() throws Exception {
		Instant start = this.clock.instant();
		BlockingQueue<Instant> asked = new LinkedBlockingQueue<>();
		try (DueTimer failing = new DueTimer("job", this.clock, () -> {
			asked.add(this.clock.instant());
			throw new IllegalStateException("no database");
		})) {
			failing.look(List.of(start.plusSeconds(1), start.plusSeconds(10)));
			this.clock.advance(Duration.ofSeconds(1));
			assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo(start.plusSeconds(1));
			this.clock.advance(Duration.ofSeconds(9));
			assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo(start.plusSeconds(10));
		}
	}

	@Test
	void looksOnceForAllThatIsDueMeanwhile() throws Exception {
		Instant start = this.clock.instant();
		this.timer.look(List.of(start.plusSeconds(1), start.plusSeconds(2), start.plusSeconds(3)));
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.looks.poll(60, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.looks.poll(300, TimeUnit.MILLISECONDS)).isNull();
	}

	@Test
	void looksNoMoreWhenItIsClosed() throws Exception {
		this.timer.look(this.clock.instant().plusSeconds(1));
		this.timer.close();
		this.timer.look(this.clock.instant().plusSeconds(1));
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.looks.poll(300, TimeUnit.MILLISECONDS)).isNull();
	}

	@Test
	void looksAfterTheCommitAndNotAfterARollback() {
		TestDatabase database = TestDatabase.h2();
		try {
			TransactionTemplate transactions = new TransactionTemplate(
					new JdbcTransactionManager(database.dataSource()));
			transactions.executeWithoutResult((status) -> {
				this.timer.lookAfterCommit(this.clock.instant());
				assertThat(this.looks).isEmpty();
			});
			assertThat(this.looks).hasSize(1);
			transactions.executeWithoutResult((status) -> {
				this.timer.lookAfterCommit(this.clock.instant());
				status.setRollbackOnly();
			});
			assertThat(this.looks).hasSize(1);
		}
		finally {
			database.close();
		}
	}

	@Test
	void momentsOfEntriesThatWaitAreReadFromTheTable() {
		TestDatabase database = TestDatabase.h2();
		try {
			QueueTable table = new QueueTable(JdbcClient.create(database.dataSource()), "job", "instance");
			Instant now = this.clock.instant();
			table.insert("due", now, 0);
			table.insert("later", now.plusSeconds(30), 0);
			table.insert("later, too", now.plusSeconds(30), 0);
			table.insert("picked", now.plusSeconds(60), 0);
			database.jdbc().sql("update job_queue set picked = true where task_instance = 'picked'").update();
			assertThat(table.dueAfter(now)).containsExactly(now.plusSeconds(30));
		}
		finally {
			database.close();
		}
	}

	/**
	 * Polls come every five seconds, so who waited for them would need half a minute.
	 */
	@Test
	void entriesOfAnEmbeddedDatabaseRunWhenTheyAreDueAndNotWhenSomebodyPolls() {
		TestDatabase database = TestDatabase.h2();
		Clock now = Clock.systemUTC();
		DurableQueues queues = new DurableQueues(database.dataSource(), now,
				new ShutdownGrace(Duration.ofSeconds(5), now), Role.ALL);
		AtomicInteger runs = new AtomicInteger();
		BlockingQueue<Duration> late = new LinkedBlockingQueue<>();
		try {
			WorkQueue queue = queues.create(new WorkQueues.Settings("job", 1, 0, false, List.of()), (entry) -> {
				Instant due = database.jdbc()
					.sql("select execution_time from job_queue where task_instance = 'again'")
					.query((row, index) -> row.getTimestamp(1).toInstant())
					.single();
				late.add(Duration.between(due, now.instant()));
				return (runs.incrementAndGet() < 8) ? new WorkQueue.Next.Again(now.instant().plusMillis(300))
						: new WorkQueue.Next.Done();
			});
			queues.start();
			queue.add("again", now.instant().plusMillis(300));
			Eventually.within(PATIENCE, () -> assertThat(runs.get()).isEqualTo(8));
			assertThat(late.stream().sorted().toList().get(3)).as("half of the runs").isLessThan(Duration.ofSeconds(2));
		}
		finally {
			queues.stop();
			queues.destroy();
			database.close();
		}
	}

}
