package io.wxomedia.jobapi;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.wxomedia.job.ItemTable;
import io.wxomedia.job.Job;
import io.wxomedia.job.JobFilter;
import io.wxomedia.job.JobHandler;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobKind;
import io.wxomedia.job.JobLife;
import io.wxomedia.job.JobProperties;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobSearch;
import io.wxomedia.job.NewJob;
import io.wxomedia.job.ProviderFigures;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.queue.WorkQueue.Place;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.worker.JobHandlers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link JobViews} says of a job: what it waits for, and no more of its
 * callback than of its verdict.
 */
class JobViewsTests {

	private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

	private static final List<JobKind> KINDS = List.of(JobKind.single("image_b64"), JobKind.single("image_cos"),
			JobKind.ofItems("batch"));

	private static final JobHandler HANDLER = (JobHandler) Proxy.newProxyInstance(JobHandler.class.getClassLoader(),
			new Class<?>[] { JobHandler.class },
			(proxy, method, arguments) -> "kinds".equals(method.getName()) ? KINDS : null);

	private final TestDatabase database = TestDatabase.h2();

	private final MovableClock clock = new MovableClock(NOW);

	private final JobRecords jobs = new JobRecords(this.database.jdbc());

	private final JobLife life = new JobLife(this.database.jdbc(), (events) -> {
	}, this.clock);

	private final Map<String, Place> places = new HashMap<>();

	private @Nullable Instant earliestCall;

	private CallbackStates.@Nullable CallbackState callback;

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void jobWithAFreePlaceWaitsForNothing() {
		finished("image_b64", 30);
		assertWaits("image_b64", new Place(1, 0, NOW), 2, 0L);
	}

	@Test
	void jobWaitsForThoseAheadAndThoseThatRunOfItsOwnKindOnly() {
		finished("image_b64", 30);
		finished("batch", 600);
		assertWaits("image_b64", new Place(0, 2, NOW), 1, 15L);
		assertWaits("image_b64", new Place(3, 2, NOW), 4, 60L);
		assertWaits("batch", new Place(0, 2, NOW), 1, 300L);
	}

	@Test
	void moreThatRunThanThisInstanceHasPlacesForAreThoseOfOthers() {
		finished("image_b64", 30);
		assertWaits("image_b64", new Place(5, 6, NOW), 6, 30L);
	}

	@Test
	void nothingIsSaidWhereNothingIsKnown() {
		JobId id = queued("image_b64");
		this.places.put(id.toString(), new Place(0, 2, NOW));
		assertThat(view(id).estimatedWaitSeconds()).isNull();
	}

	@Test
	void jobThatSteppedAsideWaitsUntilItIsDue() {
		finished("batch", 600);
		assertWaits("batch", new Place(0, 0, NOW.plusSeconds(45)), 1, 45L);
	}

	@Test
	void permitsOfTheProviderCount() {
		this.earliestCall = NOW.plusSeconds(61);
		assertWaits("image_b64", new Place(0, 0, NOW), 1, 61L);
	}

	@Test
	void permitsDoNotCountForAPictureThatOnlyHasToBeStored() {
		this.earliestCall = NOW.plusSeconds(61);
		JobId id = queued("image_cos");
		this.database.jdbc().sql("update job set phase = 'storing'").update();
		this.places.put(id.toString(), new Place(0, 0, NOW.plusSeconds(4)));
		assertThat(view(id).estimatedWaitSeconds()).isEqualTo(4);
	}

	@Test
	void jobThatWasJustTakenFromTheQueueIsNext() {
		assertThat(view(queued("image_b64")).queuePosition()).isOne();
	}

	/**
	 * The verdict came, and the callback was delivered, after the job was read.
	 */
	@Test
	void callbackIsDeliveredOnlyWhereTheVerdictIsSeen() {
		JobId id = JobId.random();
		this.life.accept(id,
				new NewJob("image_b64", "", URI.create("https://receiver.example.com/"), null, "{}", null, 1, null));
		JobRecord before = this.jobs.find(id).orElseThrow();
		this.database.jdbc()
			.sql("update job set state = 'finished', verdict = 'completed', finished_at = created_at where id = :id")
			.param("id", id.value())
			.update();
		this.callback = new CallbackStates.CallbackState("delivered", 1, null);
		JobView torn = views().view(before);
		assertThat(torn.verdict()).isNull();
		assertThat(torn.callback()).isEqualTo(new JobView.Callback("pending", 0, null));
		JobView whole = view(id);
		assertThat(whole.verdict()).isEqualTo("completed");
		assertThat(whole.callback()).isEqualTo(new JobView.Callback("delivered", 1, null));
	}

	/**
	 * It is looked for first, and read after that.
	 */
	@Test
	void jobThatLeftItsStateMeanwhileIsNotListed() {
		JobId leaving = JobId.random();
		JobId staying = JobId.random();
		for (JobId id : List.of(leaving, staying)) {
			this.life.accept(id, new NewJob("image_b64", "anonymous", null, null, "{}", null, 1, null));
		}
		JobSearch search = new JobSearch(this.database.jdbc()) {
			@Override
			public List<Place> find(JobFilter filter, boolean onlyOpen, @Nullable Place after, int limit) {
				List<Place> found = super.find(filter, onlyOpen, after, limit);
				assertThat(found).hasSize(2);
				JobViewsTests.this.database.jdbc()
					.sql("update job set state = 'finished', verdict = 'completed', finished_at = created_at"
							+ " where id = :id")
					.param("id", leaving.value())
					.update();
				return found;
			}
		};
		JobPage page = Objects.requireNonNull(new JobListController(search, this.jobs, views())
			.list("queued", null, null, null, null, null, new MockHttpServletRequest())
			.getBody());
		assertThat(page.jobs()).extracting(JobView::jobId).containsExactly(staying.value());
	}

	private void assertWaits(String kind, Place place, int position, long seconds) {
		JobId id = queued(kind);
		this.places.put(id.toString(), place);
		JobView view = view(id);
		assertThat(view.queuePosition()).isEqualTo(position);
		assertThat(view.estimatedWaitSeconds()).isEqualTo(seconds);
	}

	private JobView view(JobId id) {
		return views().view(this.jobs.find(id).orElseThrow());
	}

	private JobViews views() {
		return new JobViews(this.jobs, new ItemTable(this.database.jdbc()), new JobHandlers(List.of(HANDLER)),
				(job) -> this.callback, new Figures(), (kind) -> new Places(),
				new JobProperties(10, DataSize.ofGigabytes(2), Duration.ofDays(1), Duration.ZERO, 2), this.clock);
	}

	private JobId queued(String kind) {
		JobId id = JobId.random();
		this.life.accept(id, new NewJob(kind, "", null, null, "{}", null, 1, null));
		return id;
	}

	private void finished(String kind, int seconds) {
		this.database.jdbc()
			.sql("update job set state = 'finished', worked_ms = :ms, finished_at = created_at where id = :id")
			.param("ms", 1000 * seconds)
			.param("id", queued(kind).value())
			.update();
	}

	/**
	 * What the provider allows.
	 */
	private final class Figures implements ProviderFigures {

		@Override
		public Boolean paid(JobId job) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Optional<BigDecimal> cost(JobId job) {
			return Optional.empty();
		}

		@Override
		public Optional<Turn> turn(Job job) {
			return Optional.ofNullable(JobViewsTests.this.earliestCall).map((at) -> new Turn(null, at));
		}

		@Override
		public int served(String owner) {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * A queue in which the places are known.
	 */
	private final class Places implements WorkQueue {

		@Override
		public void remove(String entry) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void add(String id, Instant notBefore) {
			throw new UnsupportedOperationException("Nothing is added");
		}

		@Override
		public void reschedule(String id, Instant notBefore) {
			throw new UnsupportedOperationException("Nothing is rescheduled");
		}

		@Override
		public int hasten(Collection<String> ids, Instant latest) {
			throw new UnsupportedOperationException("Nothing is hastened");
		}

		@Override
		public Optional<Place> place(String id) {
			return Optional.ofNullable(JobViewsTests.this.places.get(id));
		}

	}

}
