package io.wxomedia.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.NewJob;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestEntry;
import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceParent;
import io.wxomedia.trace.TraceScope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TracedWork}.
 */
class TracedWorkTests {

	private static final TraceParent TRACE = new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1,
			"rojo=1,congo=2");

	private final TestDatabase database = TestDatabase.h2();

	private final JobRecords jobs = new JobRecords(this.database.jdbc());

	private final JobLife life = new JobLife(this.database.jdbc(), (events) -> {
	}, new MovableClock(Instant.parse("2026-11-25T08:00:00Z")));

	private final List<Optional<Origin>> seen = new ArrayList<>();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void workBelongsToTheRequestThatAskedForIt() throws Exception {
		Origin origin = new Origin(TRACE, "request-1");
		run(insert(origin));
		assertThat(this.seen).containsExactly(Optional.of(origin));
		assertThat(TraceScope.current()).isEmpty();
	}

	@Test
	void jobOfAnEarlierVersionHasNoTrace() throws Exception {
		run(insert(null));
		run(JobId.random());
		assertThat(this.seen).containsExactly(Optional.empty(), Optional.empty());
	}

	@Test
	void workThatFailsLeavesNoTraceOnTheThread() {
		JobId job = insert(new Origin(TRACE, "request-1"));
		TracedWork work = new TracedWork((entry) -> {
			throw new IllegalStateException("broken");
		}, new RecentTraces(this.jobs));
		assertThatIllegalStateException().isThrownBy(() -> work.run(new TestEntry(job.toString())));
		assertThat(TraceScope.current()).isEmpty();
	}

	private void run(JobId job) throws Exception {
		new TracedWork((entry) -> {
			this.seen.add(TraceScope.current());
			return new WorkQueue.Next.Done();
		}, new RecentTraces(this.jobs)).run(new TestEntry(job.toString()));
	}

	private JobId insert(@Nullable Origin origin) {
		JobId id = JobId.random();
		NewJob job = new NewJob("image_b64", "o", null, null, "{}", null, 1, null);
		if (origin == null) {
			this.life.accept(id, job);
			return id;
		}
		TraceScope scope = TraceScope.open(origin);
		this.life.accept(id, job);
		scope.close();
		return id;
	}

}
