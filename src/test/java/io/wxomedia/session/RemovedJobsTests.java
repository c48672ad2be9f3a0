package io.wxomedia.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.wxomedia.storage.StorageFailure;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.NoStorage;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link RemovedJobs}.
 */
class RemovedJobsTests {

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-28T10:00:00Z"));

	private final TestDatabase database = TestDatabase.h2();

	private final Bucket bucket = new Bucket();

	private final List<UUID> forgotten = new ArrayList<>();

	private final UUID job = UUID.randomUUID();

	private final String folder = "results/" + this.job + "/";

	private final RemovedJobs removed = new RemovedJobs(this.database.jdbc(), this.bucket, "out", this.forgotten::add,
			this.clock);

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void whatIsTheJobsGoesAndNothingElse() {
		String other = "results/" + UUID.randomUUID() + "/a.png";
		this.bucket.keys.addAll(List.of(this.folder + "a.png", this.folder + "b.png", other, "mine/a.png"));
		this.removed.remove(this.job, List.of(this.folder, "", "mine/"));
		assertThat(this.bucket.keys).containsExactlyInAnyOrder(other, "mine/a.png");
		assertThat(this.forgotten).containsExactly(this.job);
	}

	@Test
	void whatComesLateIsRemovedOnceMore() {
		this.removed.remove(this.job, List.of(this.folder));
		this.bucket.keys.add(this.folder + "late.png");
		this.clock.advance(RemovedJobs.UNDER_WAY.minusSeconds(1));
		this.removed.removeLate();
		assertThat(this.bucket.keys).hasSize(1);
		this.clock.advance(Duration.ofSeconds(1));
		this.removed.removeLate();
		assertThat(this.bucket.keys).isEmpty();
		assertThat(this.forgotten).containsExactly(this.job, this.job);
		assertThat(noted()).isZero();
	}

	@Test
	void storeThatIsAwayIsAskedAgain() {
		this.bucket.keys.add(this.folder + "a.png");
		this.bucket.failure = new StorageFailure("The store is away", null, true);
		this.removed.remove(this.job, List.of(this.folder));
		this.clock.advance(Duration.ofMinutes(1));
		this.removed.removeLate();
		assertThat(noted()).isOne();
		this.bucket.failure = null;
		this.clock.advance(RemovedJobs.UNDER_WAY.minusMinutes(1));
		this.removed.removeLate();
		assertThat(this.bucket.keys).isEmpty();
		assertThat(noted()).isZero();
	}

	/**
	 * Each answer of a store that hangs takes as long as a call may.
	 */
	@Test
	void storeThatIsAwayIsAskedForOneJobAMinute() {
		this.bucket.failure = new StorageFailure("The store is away", null, true);
		List<UUID> jobs = Stream.generate(UUID::randomUUID).limit(30).toList();
		for (UUID one : jobs) {
			this.bucket.keys.add("results/" + one + "/a.png");
			this.removed.remove(one, List.of("results/" + one + "/"));
		}
		assertThat(this.bucket.asked).isOne();
		assertThat(noted()).isEqualTo(30);
		assertThat(this.forgotten).containsExactlyElementsOf(jobs);
		this.clock.advance(RemovedJobs.UNDER_WAY);
		for (int look = 0; look < 59; look++) {
			this.removed.removeLate();
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.bucket.asked).isEqualTo(2);
		this.bucket.failure = null;
		this.clock.advance(Duration.ofMinutes(1));
		this.removed.removeLate();
		assertThat(this.bucket.keys).isEmpty();
		assertThat(noted()).isZero();
	}

	/**
	 * An upload may arrive after the store has come back.
	 */
	@Test
	void whatComesLateIsRemovedThoughTheStoreWasAway() {
		this.bucket.failure = new StorageFailure("The store is away", null, true);
		this.removed.remove(this.job, List.of(this.folder));
		this.bucket.failure = null;
		this.clock.advance(Duration.ofMinutes(2));
		this.removed.removeLate();
		this.bucket.keys.add(this.folder + "late.png");
		this.clock.advance(Duration.ofMinutes(1));
		this.removed.removeLate();
		assertThat(this.bucket.keys).isEmpty();
		assertThat(noted()).isZero();
	}

	@Test
	void jobThatTwoRemoveAtOnceIsNotedOnce() {
		ExecutorService two = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < 50; i++) {
				UUID one = UUID.randomUUID();
				CyclicBarrier together = new CyclicBarrier(2);
				List<Future<?>> ends = Stream.generate(() -> two.submit(() -> {
					together.await();
					new RemovedJobs(this.database.jdbc(), this.bucket, null, (job) -> {
					}, this.clock).remove(one, List.of());
					return null;
				})).limit(2).<Future<?>>map((end) -> end).toList();
				assertThat(ends).allSatisfy((end) -> end.get());
			}
		}
		finally {
			two.shutdownNow();
		}
		assertThat(noted()).isEqualTo(50);
	}

	@Test
	void storeThatAllowsNoDeletionIsGivenUpAfterAWeek() {
		this.bucket.keys.add(this.folder + "a.png");
		this.bucket.failure = new StorageFailure("AccessDenied", null);
		this.removed.remove(this.job, List.of(this.folder));
		this.clock.advance(Duration.ofDays(6));
		this.removed.removeLate();
		assertThat(noted()).isOne();
		this.clock.advance(Duration.ofDays(2));
		this.removed.removeLate();
		assertThat(noted()).isZero();
	}

	/**
	 * The process may die between any two deletions.
	 */
	@Test
	void whatWasBrokenOffGoesOn() {
		this.bucket.keys.addAll(List.of(this.folder + "a.png", this.folder + "b.png", this.folder + "c.png"));
		this.bucket.dieAfter = 1;
		assertThatThrownBy(() -> this.removed.remove(this.job, List.of(this.folder))).isInstanceOf(Killed.class);
		assertThat(this.bucket.keys).hasSize(2);
		assertThat(noted()).isOne();
		this.bucket.dieAfter = -1;
		this.removed.remove(this.job, List.of(this.folder));
		assertThat(this.bucket.keys).isEmpty();
		assertThat(noted()).isOne();
	}

	@Test
	void withoutABucketOnlyInboxesAreCleared() {
		new RemovedJobs(this.database.jdbc(), this.bucket, null, this.forgotten::add, this.clock).remove(this.job,
				List.of(this.folder));
		assertThat(this.forgotten).containsExactly(this.job);
	}

	private int noted() {
		return this.database.jdbc().sql("select count(*) from workshop_removed_job").query(Integer.class).single();
	}

	/**
	 * The process is killed.
	 */
	private static final class Killed extends Error {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * A bucket in memory.
	 */
	static final class Bucket extends NoStorage {

		private final Set<String> keys = new TreeSet<>();

		private @Nullable StorageFailure failure;

		private int dieAfter = -1;

		private int asked;

		@Override
		public void list(String bucket, String prefix, Consumer<String> consumer) {
			this.asked++;
			if (this.failure != null) {
				throw this.failure;
			}
			this.keys.stream().filter((key) -> key.startsWith(prefix)).forEach(consumer);
		}

		@Override
		public void delete(String bucket, String key) {
			if (this.dieAfter-- == 0) {
				throw new Killed();
			}
			this.keys.remove(key);
		}

	}

}
