package io.wxomedia.image;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.wxomedia.job.Job;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobItem;
import io.wxomedia.job.JobItems;
import io.wxomedia.job.JobRun;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BatchProgress}.
 */
class BatchProgressTests {

	private final Clock clock = Clock.systemUTC();

	private final BatchPool pool = new BatchPool(4);

	private final Set<Integer> done = ConcurrentHashMap.newKeySet();

	@AfterEach
	void closePool() {
		this.pool.close();
	}

	@Test
	void everyImageIsWorkedOnWithinTheBound() throws Exception {
		AtomicInteger underWay = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		progress(500, Duration.ofMinutes(1)).work((item) -> {
			most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
			assertThat(this.done.add(item.number())).isTrue();
			underWay.decrementAndGet();
			return null;
		});
		assertThat(this.done).hasSize(500);
		assertThat(most.get()).isBetween(1, 4);
	}

	@Test
	void imageThatWaitsIsTakenUpAgainWhileOthersAreUnderWay() throws Exception {
		CountDownLatch cameBack = new CountDownLatch(1);
		Set<Integer> waited = ConcurrentHashMap.newKeySet();
		Later later = progress(9, Duration.ofMinutes(1)).work((item) -> {
			if (item.number() == 1 && waited.add(1)) {
				return new Later(this.clock.instant().plusMillis(50), "waiting");
			}
			if (item.number() == 1) {
				cameBack.countDown();
			}
			else {
				cameBack.await();
			}
			this.done.add(item.number());
			return null;
		});
		assertThat(later).isNull();
		assertThat(this.done).hasSize(9);
	}

	@Test
	void batchWhoseImagesAllWaitStepsAsideUntilTheFirstIsDue() throws Exception {
		Instant first = this.clock.instant().plusSeconds(40);
		Later later = progress(9, Duration.ofMinutes(1)).work((item) -> {
			this.done.add(item.number());
			return new Later(first.plusSeconds(item.number() - 1), "waiting");
		});
		assertThat(later).isEqualTo(new Later(first, "waiting"));
		assertThat(this.done).as("no more than the bound").containsExactlyInAnyOrder(1, 2, 3, 4);
	}

	@Test
	void batchThatStepsAsideComesBackAtItsDeadlineAtTheLatest() throws Exception {
		Instant deadline = this.clock.instant().plusSeconds(60);
		Later later = progress(9, deadline)
			.work((item) -> new Later(deadline.plusSeconds(item.number()), StorageRetries.STORING));
		assertThat(later).isEqualTo(new Later(deadline, StorageRetries.STORING));
	}

	@Test
	void picturesThatWaitForTheStoreDoNotKeepOthersBackUntilThereAreMany() throws Exception {
		Instant due = this.clock.instant().plusSeconds(50);
		Later later = progress(100, Duration.ofMinutes(1)).work((item) -> {
			this.done.add(item.number());
			return (item.number() <= 30) ? new Later(due, StorageRetries.STORING) : null;
		});
		assertThat(later).isEqualTo(new Later(due, StorageRetries.STORING));
		// Some were under way when the bound was reached.
		assertThat(this.done).hasSizeBetween(20, 20 + 4);
	}

	@Test
	void batchThatWaitsForTheProviderHasOnePlaceInTheLineAndTakesNoThread() throws Exception {
		Instant due = this.clock.instant().plusSeconds(50);
		List<Integer> looked = new ArrayList<>();
		Later later = progress(100, Duration.ofMinutes(1)).work(new BatchProgress.Step() {

			@Override
			public @Nullable Later look(JobItem item) {
				looked.add(item.number());
				return (item.number() > 3) ? new Later(due, "waiting") : null;
			}

			@Override
			public @Nullable Later take(JobItem item) {
				BatchProgressTests.this.done.add(item.number());
				return null;
			}

		});
		assertThat(later).isEqualTo(new Later(due, "waiting"));
		assertThat(looked).containsExactly(1, 2, 3, 4);
		assertThat(this.done).containsExactlyInAnyOrder(1, 2, 3);
	}

	@Test
	void failureToLookAtOneImageLetsTheOthersEnd() {
		CountDownLatch looked = new CountDownLatch(1);
		BatchProgress progress = progress(20, Duration.ofMinutes(1));
		assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> progress.work(new BatchProgress.Step() {

			@Override
			public @Nullable Later look(JobItem item) {
				if (item.number() == 3) {
					looked.countDown();
					throw new QueryTimeoutException("the database hiccups");
				}
				return null;
			}

			@Override
			public @Nullable Later take(JobItem item) throws Exception {
				looked.await();
				BatchProgressTests.this.done.add(item.number());
				return null;
			}

		}));
		assertThat(this.done).containsExactlyInAnyOrder(1, 2);
	}

	@Test
	void oneStuckPictureLetsAllOthersBeDone() throws Exception {
		Instant due = this.clock.instant().plusSeconds(50);
		progress(100, Duration.ofMinutes(1)).work((item) -> {
			this.done.add(item.number());
			return (item.number() == 1) ? new Later(due, StorageRetries.STORING) : null;
		});
		assertThat(this.done).hasSize(100);
	}

	@Test
	void failureOfOneImageLetsTheOthersEndAndBeginsNoMore() {
		CountDownLatch failed = new CountDownLatch(1);
		BatchProgress progress = progress(20, Duration.ofMinutes(1));
		assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> progress.work((item) -> {
			if (item.number() == 1) {
				failed.countDown();
				throw new QueryTimeoutException("the database hiccups");
			}
			failed.await();
			new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
			this.done.add(item.number());
			return null;
		}));
		// Those that were under way with the first one, and at most one that began before
		// its failure was seen.
		assertThat(this.done).contains(2, 3, 4).hasSizeLessThanOrEqualTo(4);
	}

	@Test
	void deadlineInterruptsWhatIsUnderWay() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(4);
		progress(20, Duration.ofSeconds(2)).work((item) -> {
			try {
				new CountDownLatch(1).await();
			}
			finally {
				interrupted.countDown();
			}
			return null;
		});
		assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
	}

	private BatchProgress progress(int images, Duration timeLeft) {
		return progress(images, this.clock.instant().plus(timeLeft));
	}

	private BatchProgress progress(int images, Instant deadline) {
		return new BatchProgress(new FakeRun(images), this.pool, this.clock, deadline);
	}

	/**
	 * A run whose images are numbers.
	 */
	private static final class FakeRun implements JobRun, JobItems {

		private final Job job = new Job(JobId.random(), "o", "batch", null, "{}", null, null, null, null,
				Instant.EPOCH);

		private final List<JobItem> images = new ArrayList<>();

		FakeRun(int images) {
			IntStream.rangeClosed(1, images)
				.forEach((number) -> this.images.add(new JobItem(number, "key " + number, "target " + number,
						JobItem.State.PENDING, null, null, null)));
		}

		@Override
		public Job job() {
			return this.job;
		}

		@Override
		public int number() {
			return 1;
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public Instant startedAt() {
			return Instant.EPOCH;
		}

		@Override
		public Duration worked() {
			return Duration.ZERO;
		}

		@Override
		public void hold() {
			// There is no other run.
		}

		@Override
		public void countAttempt(String model) {
			// Nobody asks.
		}

		@Override
		public void show(Progress progress) {
			// Nobody looks.
		}

		@Override
		public JobItems items() {
			return this;
		}

		@Override
		public void add(List<NewItem> items) {
			throw new UnsupportedOperationException("The images are decided");
		}

		@Override
		public List<JobItem> pending(int afterNumber, int limit) {
			return this.images.stream().filter((image) -> image.number() > afterNumber).limit(limit).toList();
		}

		@Override
		public List<JobItem> all(int afterNumber, int limit) {
			return pending(afterNumber, limit);
		}

		@Override
		public void complete(JobItem item, String outputKey, @Nullable String fallbackReason) {
			throw new UnsupportedOperationException("Steps note what they do themselves");
		}

		@Override
		public void fail(JobItem item, @Nullable String error) {
			throw new UnsupportedOperationException("Steps note what they do themselves");
		}

		@Override
		public void save(JobItem step) {
			throw new UnsupportedOperationException("Images are no steps");
		}

		@Override
		public void failPending(String error) {
			throw new UnsupportedOperationException("Steps note what they do themselves");
		}

		@Override
		public Counts counts() {
			return new Counts(this.images.size(), 0, 0, 0);
		}

		@Override
		public List<JobItem> remarkable(int limit) {
			return List.of();
		}

		@Override
		public Map<String, Integer> fallbackReasons() {
			return Map.of();
		}

	}

}
