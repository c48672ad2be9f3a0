package io.wxomedia.submission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.NewJob;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.testing.NoFigures;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DurableJobs}.
 */
class DurableJobsTests {

	private final TestDatabase database = TestDatabase.h2();

	private final JdbcClient jdbc = JdbcClient.create(this.database.dataSource());

	private final FakeQueue queue = new FakeQueue();

	private BiConsumer<JobId, NewJob> acceptances = (id, job) -> {
	};

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void acceptWritesTheJobAndItsEntry() {
		Jobs.Accepted accepted = jobs(10).accept(job(null));
		assertThat(count("job")).isEqualTo(1);
		assertThat(this.queue.added).containsExactly(accepted.id().toString());
	}

	@Test
	void acceptWhenTheEntryCannotBeWrittenWritesNothing() {
		this.queue.broken = true;
		assertThatExceptionOfType(DataAccessResourceFailureException.class)
			.isThrownBy(() -> jobs(10).accept(job("key")));
		assertThat(count("job")).isZero();
		assertThat(count("idempotency_key")).isZero();
		this.queue.broken = false;
		assertThat(jobs(10).accept(job("key")).repeated()).isFalse();
	}

	@Test
	void acceptWhenTheQueueIsFullWritesNothing() {
		DurableJobs jobs = jobs(1);
		jobs.accept(job(null));
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> jobs.accept(job(null)));
		assertThat(count("job")).isEqualTo(1);
	}

	@Test
	void whoTakesPartInAcceptingMayRefuseIt() {
		this.acceptances = (id, job) -> {
			assertThat(count("job")).isEqualTo(1);
			throw Refusal.unprocessable("too_poor", "Not for you.");
		};
		DurableJobs jobs = jobs(10);
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> jobs.accept(job("key")));
		assertThat(count("job")).isZero();
		assertThat(this.queue.added).isEmpty();
		assertThat(jobs.repeated("owner", new NewJob.Idempotency("key", "fingerprint"))).isEmpty();
	}

	@Test
	void acceptOfOneKeyAtTheSameMomentMakesOneJob() throws Exception {
		DurableJobs jobs = jobs(100);
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			List<Future<Jobs.Accepted>> answers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				answers.add(callers.submit(() -> jobs.accept(job("same"))));
			}
			List<JobId> ids = new ArrayList<>();
			for (Future<Jobs.Accepted> answer : answers) {
				ids.add(answer.get().id());
			}
			assertThat(ids).containsOnly(ids.get(0));
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(count("job")).isEqualTo(1);
	}

	@Test
	void acceptAllWritesAllJobsOrNone() {
		DurableJobs jobs = jobs(3);
		List<List<JobId>> written = new ArrayList<>();
		List<Jobs.Accepted> two = jobs.acceptAll(List.of(job("key"), job(null)), written::add);
		assertThat(written).containsExactly(two.stream().map(Jobs.Accepted::id).toList());
		assertThat(this.queue.added).hasSize(2);
		assertThat(jobs.acceptAll(List.of(job("key"), job(null)), written::add))
			.containsExactly(new Jobs.Accepted(two.get(0).id(), true));
		assertThatExceptionOfType(Refusal.class)
			.isThrownBy(() -> jobs.acceptAll(List.of(job(null), job(null)), written::add));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> jobs.acceptAll(List.of(job("other")), (ids) -> {
				throw new IllegalStateException("What belongs to them cannot be written");
			}));
		assertThat(count("job")).isEqualTo(2);
		assertThat(count("idempotency_key")).isEqualTo(1);
	}

	private DurableJobs jobs(int maxQueued) {
		Clock clock = Clock.systemUTC();
		TransactionTemplate transactions = new TransactionTemplate(
				new JdbcTransactionManager(this.database.dataSource()));
		JobRecords records = new JobRecords(this.jdbc);
		return new DurableJobs(new QueueRoom(records), new Turns(records, new NoFigures()),
				new JobLife(this.jdbc, (events) -> {
				}, clock), new IdempotencyKeys(this.jdbc), (kind) -> this.queue, List.of(),
				List.of(this.acceptances::accept), transactions,
				new JobProperties(maxQueued, DataSize.ofGigabytes(2), Duration.ofDays(1), Duration.ZERO, 1), clock);
	}

	private static NewJob job(@Nullable String key) {
		return new NewJob("fake", "owner", null, null, "{}", null, 1,
				(key != null) ? new NewJob.Idempotency(key, "fingerprint") : null);
	}

	private int count(String table) {
		return this.jdbc.sql("select count(*) from " + table).query(Integer.class).single();
	}

	private static final class FakeQueue implements WorkQueue {

		private final List<String> added = new ArrayList<>();

		private boolean broken;

		@Override
		public void remove(String entry) {
			throw new UnsupportedOperationException();
		}

		@Override
		public synchronized void add(String id, Instant notBefore) {
			if (this.broken) {
				throw new DataAccessResourceFailureException("The queue cannot be written");
			}
			this.added.add(id);
		}

		@Override
		public void reschedule(String id, Instant notBefore) {
			throw new UnsupportedOperationException("Nothing is rescheduled");
		}

		@Override
		public int hasten(Collection<String> ids, Instant latest) {
			throw new UnsupportedOperationException("Nothing waits");
		}

		@Override
		public Optional<Place> place(String id) {
			throw new UnsupportedOperationException("Nobody asks");
		}

	}

}
