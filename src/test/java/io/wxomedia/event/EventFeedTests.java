package io.wxomedia.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import io.wxomedia.testing.Eventually;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventFeed}.
 */
class EventFeedTests {

	private final TestDatabase database = TestDatabase.h2();

	private final LogFixture log = new LogFixture(this.database);

	private final AtomicLong nanos = new AtomicLong();

	private final Set<String> lapsed = ConcurrentHashMap.newKeySet();

	private final AtomicInteger asked = new AtomicInteger();

	private final EventFeed feed = new EventFeed(this.log.table(),
			new ReaderUpkeep(this.log.table(), this::lapsedAmong, this.nanos::get));

	private final UUID job = this.log.job("alice");

	@BeforeEach
	void startFeed() {
		this.feed.start();
	}

	@AfterEach
	void closeDatabase() {
		this.feed.stop();
		this.database.close();
	}

	@Test
	void readerOfJobGetsWhatWasAndWhatComesAndTheEnd() throws Exception {
		write(LogFixture.event(this.job, "alice", 1));
		Reader reader = new Reader(100);
		follow(new EventScope.OfJob(this.job), 0L, reader);
		write(LogFixture.event(this.job, "alice", 2));
		write(LogFixture.last(this.job, "alice"));
		assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(reader.numbers()).containsExactly(1L, 2L, 3L);
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(this.feed.readers()).isZero());
	}

	@Test
	void readerWhoTakesLongToLeaveIsWatchedUntilItHasLeft() throws Exception {
		write(LogFixture.last(this.job, "alice"));
		Reader reader = new Reader(100);
		reader.leavesAtOnce = false;
		follow(new EventScope.OfJob(this.job), 0L, reader);
		assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
		write(LogFixture.event(this.job, "alice", 2));
		Reader other = new Reader(100);
		follow(new EventScope.OfAll(), 1L, other);
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(other.numbers()).containsExactly(2L));
		for (int i = 1; i <= 3; i++) {
			int times = i;
			this.nanos.addAndGet(Duration.ofSeconds(15).toNanos());
			Eventually.within(Duration.ofSeconds(30), () -> assertThat(reader.idle.get()).isEqualTo(times));
		}
		assertThat(reader.numbers()).containsExactly(1L);
		assertThat(reader.ends.get()).isOne();
		assertThat(this.feed.readers()).isEqualTo(2);
		reader.leave();
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(this.feed.readers()).isOne());
	}

	@Test
	void readerOfDeletedJobIsTold() throws Exception {
		write(LogFixture.event(this.job, "alice", 1));
		UUID other = this.log.job("alice");
		write(LogFixture.event(other, "alice", 1));
		Reader reader = new Reader(100);
		Reader stays = new Reader(100);
		follow(new EventScope.OfJob(this.job), null, reader);
		follow(new EventScope.OfWork(other), null, stays);
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(reader.numbers()).hasSize(1));
		this.database.jdbc().sql("delete from job where id = :id").param("id", this.job).update();
		this.nanos.addAndGet(Duration.ofSeconds(15).toNanos());
		assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(stays.idle.get()).isOne());
		assertThat(stays.ended.getCount()).isOne();
	}

	@Test
	void readersWhoseCredentialLapsedGo() throws Exception {
		List<Reader> alices = List.of(new Reader(100), new Reader(100));
		Reader bob = new Reader(100);
		Reader nobody = new Reader(100);
		EventFeed.Start start = this.feed.start(new EventScope.OfAll(), null);
		alices.forEach((reader) -> this.feed.follow(new EventScope.OfOwner("alice"), start, "alice", reader));
		this.feed.follow(new EventScope.OfOwner("bob"), start, "bob", bob);
		this.feed.follow(new EventScope.OfAll(), start, null, nobody);
		this.lapsed.add("alice");
		// Whoever serves an event has looked before whether it is time to ask.
		write(LogFixture.event(this.job, "bob", 1));
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(nobody.numbers()).hasSize(1));
		assertThat(this.asked.get()).as("questions in no time").isZero();
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		for (Reader reader : alices) {
			assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(reader.revoked).isTrue();
		}
		write(LogFixture.event(this.job, "alice", 2));
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(nobody.numbers()).hasSize(2));
		assertThat(alices.get(0).numbers()).isEmpty();
		assertThat(bob.ended.getCount()).isOne();
		// One question for all of them.
		assertThat(this.asked.get()).isOne();
	}

	@Test
	void readerOfEverythingBeginsNow() {
		write(LogFixture.event(this.job, "alice", 1));
		Reader reader = new Reader(100);
		follow(new EventScope.OfAll(), null, reader);
		write(LogFixture.event(this.job, "alice", 2));
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(reader.numbers()).containsExactly(2L));
	}

	@Test
	void readerThatIsSlowMissesNothingAndHoldsNobodyUp() {
		Reader slow = new Reader(3);
		Reader quick = new Reader(10_000);
		follow(new EventScope.OfAll(), null, slow);
		follow(new EventScope.OfAll(), null, quick);
		for (int i = 0; i < 700; i++) {
			write(LogFixture.event(this.job, "alice", i));
		}
		Eventually.within(Duration.ofSeconds(60), () -> assertThat(quick.numbers()).hasSize(700));
		assertThat(slow.numbers()).hasSizeLessThanOrEqualTo(3);
		slow.room(10_000);
		this.feed.wake();
		Eventually.within(Duration.ofSeconds(60), () -> assertThat(slow.numbers()).isEqualTo(quick.numbers()));
	}

	@Test
	void readerThatComesBackGoesOnWhereItWas() {
		for (int i = 0; i < 10; i++) {
			write(LogFixture.event(this.job, "alice", i));
		}
		Reader reader = new Reader(100);
		follow(new EventScope.OfOwner("alice"), 4L, reader);
		Eventually.within(Duration.ofSeconds(30),
				() -> assertThat(reader.numbers()).containsExactly(5L, 6L, 7L, 8L, 9L, 10L));
	}

	@Test
	void readerSeesNothingOfOthers() {
		UUID other = this.log.job("bob");
		Reader bob = new Reader(100);
		follow(new EventScope.OfOwner("bob"), null, bob);
		write(LogFixture.event(this.job, "alice", 1));
		write(LogFixture.event(other, "bob", 2));
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(bob.numbers()).containsExactly(2L));
	}

	@Test
	void eventsOfAnotherInstanceCome() {
		Reader reader = new Reader(100);
		follow(new EventScope.OfAll(), null, reader);
		this.log.table().insert(LogFixture.event(this.job, "alice", 1));
		Eventually.within(Duration.ofSeconds(30), () -> assertThat(reader.numbers()).containsExactly(1L));
	}

	@Test
	void nothingCanFollowTheLastEvent() {
		write(LogFixture.event(this.job, "alice", 1), LogFixture.last(this.job, "alice"));
		EventScope scope = new EventScope.OfJob(this.job);
		assertThat(this.feed.start(scope, 1L)).isEqualTo(new EventFeed.Start(1, false));
		assertThat(this.feed.start(scope, 2L)).isEqualTo(new EventFeed.Start(2, true));
		assertThat(this.feed.start(scope, null)).isEqualTo(new EventFeed.Start(0, false));
	}

	@Test
	void readerOfTheWorkEndsAtTheVerdictAndSeesNoDeliveries() throws Exception {
		write(LogFixture.event(this.job, "alice", 1),
				new NewEvent(this.job, "alice", EventType.DONE, Map.of("verdict", "completed")));
		Reader reader = new Reader(100);
		EventScope scope = new EventScope.OfWork(this.job);
		follow(scope, 1L, reader);
		assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(reader.numbers()).containsExactly(2L);
		write(new NewEvent(this.job, "alice", EventType.DELIVERY, Map.of("attempt", 1), true));
		assertThat(this.feed.start(scope, 2L)).isEqualTo(new EventFeed.Start(2, true));
		assertThat(this.feed.start(new EventScope.OfJob(this.job), 2L)).isEqualTo(new EventFeed.Start(2, false));
	}

	@Test
	void numberThatWasNeverGivenCountsAsNone() {
		write(LogFixture.event(this.job, "alice", 1), LogFixture.last(this.job, "alice"));
		assertThat(this.feed.start(new EventScope.OfJob(this.job), 4711L)).isEqualTo(new EventFeed.Start(0, false));
		assertThat(this.feed.start(new EventScope.OfAll(), 4711L)).isEqualTo(new EventFeed.Start(2, false));
	}

	@Test
	void stopEndsReaders() throws Exception {
		Reader reader = new Reader(100);
		follow(new EventScope.OfAll(), null, reader);
		this.feed.stop();
		assertThat(reader.ended.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void logIsNotTouchedWhileNobodyReads() {
		write(LogFixture.event(this.job, "alice", 1));
		assertThat(this.log.table().end()).isZero();
	}

	private void follow(EventScope scope, @Nullable Long after, Reader reader) {
		reader.leave = this.feed.follow(scope, this.feed.start(scope, after), null, reader)::cancel;
		reader.leaveIfOver();
	}

	private Set<String> lapsedAmong(Set<String> names) {
		this.asked.incrementAndGet();
		assertThat(names).containsExactlyInAnyOrder("alice", "bob");
		return names.stream().filter(this.lapsed::contains).collect(Collectors.toSet());
	}

	private void write(NewEvent... events) {
		this.database.transactions().executeWithoutResult((status) -> this.feed.append(events));
	}

	/**
	 * A reader with a limited room.
	 */
	private static final class Reader implements EventReader {

		private final List<Event> taken = new ArrayList<>();

		private final CountDownLatch ended = new CountDownLatch(1);

		private final AtomicInteger ends = new AtomicInteger();

		private final AtomicInteger idle = new AtomicInteger();

		private volatile @Nullable Runnable leave;

		private volatile boolean leavesAtOnce = true;

		private volatile boolean revoked;

		private int capacity;

		Reader(int capacity) {
			this.capacity = capacity;
		}

		synchronized void room(int more) {
			this.capacity = more;
		}

		synchronized List<Long> numbers() {
			return this.taken.stream().map(Event::seq).toList();
		}

		@Override
		public synchronized int room() {
			return this.capacity - this.taken.size();
		}

		@Override
		public synchronized void take(List<Event> events) {
			assertThat(events.size()).isLessThanOrEqualTo(room());
			this.taken.addAll(events);
		}

		@Override
		public void idle() {
			this.idle.incrementAndGet();
		}

		@Override
		public void end() {
			this.ends.incrementAndGet();
			this.ended.countDown();
			leaveIfOver();
		}

		@Override
		public void revoked() {
			this.revoked = true;
			end();
		}

		void leaveIfOver() {
			if (this.leavesAtOnce && this.ended.getCount() == 0) {
				leave();
			}
		}

		void leave() {
			Runnable known = this.leave;
			if (known != null) {
				known.run();
			}
		}

	}

}
