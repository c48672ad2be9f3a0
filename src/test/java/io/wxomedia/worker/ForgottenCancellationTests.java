package io.wxomedia.worker;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wxomedia.job.DatabaseRetry;
import io.wxomedia.job.ItemTable;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.NewJob;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.NoPayloads;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link JobCancellation} does for jobs whose canceller died.
 */
class ForgottenCancellationTests {

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-27T08:00:00Z"));

	private final JobRecords records = new JobRecords(this.database.jdbc());

	private final JobLife life = new JobLife(this.database.jdbc(), (events) -> {
	}, this.clock);

	private final List<Map.Entry<Object, Object>> hastened = new ArrayList<>();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void jobThatWaitedForLongWhenItWasCancelledIsEndedSoon() {
		JobId forgotten = accepted();
		JobId other = accepted();
		assertThat(this.life.cancel(forgotten)).isPresent();
		JobCancellation cancellation = new JobCancellation(this.records, this.life, new ItemTable(this.database.jdbc()),
				new JobHandlers(List.of()), new RunningJobs(this.records),
				new Verdicts(this.life, database(), (event) -> {
				}, new NoPayloads(),
						new JobProperties(10, DataSize.ofGigabytes(2), Duration.ofDays(1), Duration.ZERO, 1),
						this.clock),
				(kind) -> queue(), database(), this.clock);
		cancellation.endForgotten();
		Instant soon = this.clock.instant().plusSeconds(5);
		assertThat(this.hastened).containsExactly(Map.entry(List.of(forgotten.toString()), soon));
		assertThat(this.records.find(other)).isPresent();
	}

	private DatabaseRetry database() {
		return DatabaseRetry.ofHiccups(this.database.transactions());
	}

	private JobId accepted() {
		JobId id = JobId.random();
		this.life.accept(id, new NewJob("fake", "owner", null, null, "{}", null, 1, null));
		return id;
	}

	private WorkQueue queue() {
		return (WorkQueue) Proxy.newProxyInstance(WorkQueue.class.getClassLoader(), new Class<?>[] { WorkQueue.class },
				(proxy, method, arguments) -> {
					assertThat(method.getName()).isEqualTo("hasten");
					this.hastened.add(Map.entry(arguments[0], arguments[1]));
					return 1;
				});
	}

}
