package io.wxomedia.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.ConcurrencyFailureException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventTable}, on each database.
 */
abstract class EventTableTests {

	private final TestDatabase database;

	private final LogFixture log;

	private final EventTable events;

	private final UUID job;

	EventTableTests(TestDatabase database) {
		this.database = database;
		this.log = new LogFixture(database);
		this.events = this.log.table();
		this.job = this.log.job("alice");
	}

	TestDatabase database() {
		return this.database;
	}

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void eventsHaveNoNumberUntilSomebodyReads() {
		this.events.insert(LogFixture.event(this.job, "alice", 1), LogFixture.event(this.job, "alice", 2));
		assertThat(this.events.after(new EventScope.OfAll(), 0, 10)).isEmpty();
		this.events.number();
		assertThat(this.events.after(new EventScope.OfAll(), 0, 10)).extracting(Event::seq).containsExactly(1L, 2L);
		assertThat(this.events.end()).isEqualTo(2);
	}

	@Test
	void oldTransactionThatCommitsLateIsMissedByNobody() throws Exception {
		CountDownLatch written = new CountDownLatch(1);
		CountDownLatch mayCommit = new CountDownLatch(1);
		UUID other = this.log.job("bob");
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try {
			Future<?> late = threads.submit(() -> this.database.transactions().executeWithoutResult((status) -> {
				this.events.insert(LogFixture.event(other, "bob", 1));
				written.countDown();
				awaitUnchecked(mayCommit);
			}));
			assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
			this.events.insert(LogFixture.event(this.job, "alice", 2));
			this.events.number();
			assertThat(this.events.after(new EventScope.OfAll(), 0, 10)).extracting(Event::owner)
				.containsExactly("alice");
			mayCommit.countDown();
			late.get(30, TimeUnit.SECONDS);
			this.events.number();
			assertThat(this.events.after(new EventScope.OfAll(), 1, 10)).extracting(Event::owner)
				.containsExactly("bob");
		}
		finally {
			mayCommit.countDown();
			threads.shutdownNow();
		}
	}

	@Test
	void eventOfTransactionThatRollsBackIsNoEvent() {
		this.database.transactions().executeWithoutResult((status) -> {
			this.events.insert(LogFixture.event(this.job, "alice", 1));
			status.setRollbackOnly();
		});
		this.events.insert(LogFixture.event(this.job, "alice", 2));
		this.events.number();
		assertThat(this.events.after(new EventScope.OfAll(), 0, 10)).extracting(Event::data)
			.containsExactly("{\"number\":2}");
	}

	@Test
	void instancesThatNumberAtTheSameTimeGiveEachEventOneNumber() throws Exception {
		int instances = 4;
		int each = 300;
		ExecutorService threads = Executors.newFixedThreadPool(2 * instances);
		try {
			List<Future<?>> work = new ArrayList<>();
			for (int i = 0; i < instances; i++) {
				UUID own = this.log.job("owner" + i);
				String owner = "owner" + i;
				EventTable table = this.log.table();
				work.add(threads.submit(() -> {
					for (int number = 0; number < each; number += 2) {
						table.insert(LogFixture.event(own, owner, number), LogFixture.event(own, owner, number + 1));
					}
				}));
				work.add(threads.submit(() -> {
					for (int round = 0; round < 50; round++) {
						table.number();
					}
				}));
			}
			for (Future<?> part : work) {
				part.get(120, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		this.events.number();
		List<Event> all = this.events.after(new EventScope.OfAll(), 0, 10_000);
		assertThat(all).hasSize(instances * each);
		assertThat(all).extracting(Event::seq).isSorted().doesNotHaveDuplicates();
		assertThat(all.get(all.size() - 1).seq()).isLessThanOrEqualTo(this.events.end());
		for (int i = 0; i < instances; i++) {
			List<Event> own = this.events.after(new EventScope.OfOwner("owner" + i), 0, 10_000);
			for (int number = 0; number < each; number++) {
				assertThat(own.get(number).data()).isEqualTo("{\"number\":" + number + "}");
			}
		}
	}

	@Test
	void moreEventsThanOneTransactionNumbersAreAllNumbered() {
		for (int i = 0; i < 60; i++) {
			NewEvent[] many = new NewEvent[20];
			for (int j = 0; j < many.length; j++) {
				many[j] = LogFixture.event(this.job, "alice", 20 * i + j);
			}
			this.events.insert(many);
		}
		this.events.number();
		assertThat(this.events.end()).isEqualTo(1200);
	}

	@Test
	void jobsThatAreDeletedInAnotherOrderLeaveNothingWithoutNumber() throws Exception {
		List<UUID> jobs = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			jobs.add(this.log.job("alice"));
		}
		for (int round = 0; round < 4; round++) {
			for (UUID one : jobs) {
				this.events.insert(LogFixture.event(one, "alice", round));
			}
		}
		List<UUID> leaving = jobs.subList(0, 40).stream().sorted(Comparator.reverseOrder()).toList();
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try {
			CountDownLatch begun = new CountDownLatch(1);
			Future<?> removal = threads.submit(() -> {
				for (int from = 0; from < leaving.size(); from += 10) {
					List<UUID> some = leaving.subList(from, from + 10);
					retried(() -> this.database.transactions().executeWithoutResult((status) -> {
						for (UUID one : some) {
							this.database.jdbc().sql("delete from job where id = :id").param("id", one).update();
							begun.countDown();
						}
					}));
				}
			});
			awaitUnchecked(begun);
			this.log.table().number();
			removal.get(60, TimeUnit.SECONDS);
		}
		finally {
			threads.shutdownNow();
		}
		this.events.number();
		List<Event> left = this.events.after(new EventScope.OfAll(), 0, 1000);
		assertThat(left).hasSize(20 * 4);
		assertThat(left).extracting(Event::job).doesNotContainAnyElementsOf(leaving);
	}

	private static void retried(Runnable change) {
		boolean done = false;
		while (!done) {
			try {
				change.run();
				done = true;
			}
			catch (ConcurrencyFailureException ex) {
				// As those who delete do: it was rolled back in favour of the numbers.
			}
		}
	}

	@Test
	void eventsGoWithTheirJob() {
		this.events.insert(LogFixture.event(this.job, "alice", 1));
		UUID other = this.log.job("bob");
		this.events.insert(LogFixture.event(other, "bob", 2));
		this.events.number();
		this.database.jdbc().sql("delete from job where id = :id").param("id", this.job).update();
		assertThat(this.events.after(new EventScope.OfAll(), 0, 10)).extracting(Event::seq).containsExactly(2L);
		assertThat(this.events.end()).isEqualTo(2);
	}

	@Test
	void scopesShowWhatIsTheirs() {
		UUID other = this.log.job("bob");
		this.events.insert(LogFixture.event(this.job, "alice", 1), LogFixture.event(other, "bob", 2),
				LogFixture.event(this.job, "alice", 3));
		this.events.number();
		assertThat(this.events.after(new EventScope.OfJob(this.job), 1, 10)).extracting(Event::seq).containsExactly(3L);
		assertThat(this.events.after(new EventScope.OfOwner("bob"), 0, 10)).extracting(Event::seq).containsExactly(2L);
		assertThat(this.events.after(new EventScope.OfAll(), 0, 2)).hasSize(2);
		assertThat(this.events.newest(new EventScope.OfJob(this.job)).orElseThrow().seq()).isEqualTo(3);
	}

	private static void awaitUnchecked(CountDownLatch latch) {
		try {
			latch.await(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
