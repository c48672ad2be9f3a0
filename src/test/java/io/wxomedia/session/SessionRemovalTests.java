package io.wxomedia.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link SessionRemoval} and {@link SessionClosing}: two instances with one
 * database.
 */
class SessionRemovalTests {

	private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database = TestDatabase.h2();

	private final SessionTable table = new SessionTable(this.database.jdbc());

	private final List<UUID> removed = new ArrayList<>();

	private final List<UUID> lookedAtLate = new ArrayList<>();

	private final SessionRemoval other = instance((session, beforeEach) -> {
		beforeEach.run();
		this.removed.add(session);
	});

	private int codes;

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void sessionThatCannotBeRemovedYetHoldsUpNoOther() {
		UUID stillEnds = begun();
		UUID fails = begun();
		UUID goes = begun();
		UUID late = UUID.randomUUID();
		removedJobs().remove(late, List.of());
		this.clock.advance(RemovedJobs.UNDER_WAY);
		this.lookedAtLate.clear();
		instance((session, beforeEach) -> {
			if (session.equals(stillEnds)) {
				throw new Refusal(HttpStatus.CONFLICT, "not_finished", "It is still ending.");
			}
			if (session.equals(fails)) {
				throw new IllegalStateException("The database is away");
			}
			this.removed.add(session);
		}).goOn();
		assertThat(this.removed).containsExactly(goes);
		assertThat(this.table.find(goes)).isEmpty();
		assertThat(this.table.find(stillEnds)).isPresent();
		assertThat(this.table.find(fails)).isPresent();
		assertThat(this.lookedAtLate).containsExactly(late);
		// What is still ending is asked at once, what failed when its lease is over.
		this.other.goOn();
		assertThat(this.removed).containsExactly(goes, stillEnds);
		this.clock.advance(SessionRemoval.LEASE);
		this.other.goOn();
		assertThat(this.removed).containsExactly(goes, stillEnds, fails);
	}

	@Test
	void oneAtATimeRemovesASession() {
		UUID id = over();
		SessionRemoval[] first = new SessionRemoval[1];
		first[0] = instance((session, beforeEach) -> {
			for (int job = 0; job < 5; job++) {
				beforeEach.run();
				// A store that takes its time, while the timer renews the lease.
				for (int look = 0; look < 3; look++) {
					this.clock.advance(SessionRemoval.LEASE.minusSeconds(1));
					first[0].renew();
					this.other.goOn();
				}
				assertThatExceptionOfType(Refusal.class).isThrownBy(() -> this.other.remove(session))
					.satisfies((refusal) -> assertThat(refusal.getMessage()).contains("being removed"));
			}
		});
		first[0].remove(id);
		assertThat(this.removed).isEmpty();
		assertThat(this.table.find(id)).isEmpty();
		// Gone is what was asked for.
		this.other.remove(id);
		assertThat(this.removed).isEmpty();
	}

	@Test
	void whatADeadProcessBeganGoesOnWhenItsLeaseIsOver() {
		UUID id = over();
		SessionRemoval dying = instance((session, beforeEach) -> {
			beforeEach.run();
			throw new Killed();
		});
		assertThatThrownBy(() -> dying.remove(id)).isInstanceOf(Killed.class);
		this.clock.advance(SessionRemoval.LEASE.minusSeconds(1));
		dying.renew();
		this.other.goOn();
		assertThat(this.table.find(id)).isPresent();
		this.clock.advance(Duration.ofSeconds(1));
		this.other.goOn();
		assertThat(this.removed).containsExactly(id);
		assertThat(this.table.find(id)).isEmpty();
	}

	@Test
	void whoLostTheLeaseStops() {
		UUID id = over();
		List<String> done = new ArrayList<>();
		SessionRemoval slow = instance((session, beforeEach) -> {
			this.clock.advance(SessionRemoval.LEASE);
			assertThat(this.table.claimRemoval(session, UUID.randomUUID(), this.clock.instant(),
					this.clock.instant().plusSeconds(1)))
				.isTrue();
			beforeEach.run();
			done.add("went on");
		});
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> slow.remove(id));
		assertThat(done).isEmpty();
		// Nor does it end the other's lease.
		this.other.goOn();
		assertThat(this.removed).isEmpty();
	}

	@Test
	void whoWasRefusedMayAskAgainAtOnce() {
		UUID id = over();
		SessionRemoval refusing = instance((session, beforeEach) -> {
			throw new Refusal(HttpStatus.CONFLICT, "not_finished", "It is still ending.");
		});
		assertThatExceptionOfType(Refusal.class).isThrownBy(() -> refusing.remove(id));
		this.other.remove(id);
		assertThat(this.removed).containsExactly(id);
	}

	@Test
	void removalThatHangsHoldsUpNoClosing() throws InterruptedException {
		begun();
		CountDownLatch hangs = new CountDownLatch(1);
		CountDownLatch store = new CountDownLatch(1);
		CountDownLatch closings = new CountDownLatch(3);
		SessionClosing closing = new SessionClosing(() -> {
			if (hangs.getCount() == 0) {
				closings.countDown();
			}
		}, instance((session, beforeEach) -> {
			hangs.countDown();
			try {
				store.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}), Duration.ofMillis(5));
		closing.start();
		try {
			assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(closings.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			store.countDown();
			closing.stop();
		}
	}

	private SessionRemoval instance(SessionRemoval.JobsOfSession jobs) {
		return new SessionRemoval(this.table, jobs, removedJobs(), this.clock);
	}

	private RemovedJobs removedJobs() {
		return new RemovedJobs(this.database.jdbc(), new RemovedJobsTests.Bucket(), null, this.lookedAtLate::add,
				this.clock);
	}

	private UUID over() {
		UUID id = UUID.randomUUID();
		this.table.insert(
				new Session(id, "a", String.format("K%05d", this.codes++), 5, 0, START, START.plus(Duration.ofHours(1)),
						null, new Session.LaidDown(false, null, null, null, null, null, null)));
		this.table.end(id, START);
		return id;
	}

	/**
	 * A session whose removal began, the later the later this is called.
	 */
	private UUID begun() {
		UUID id = over();
		UUID holder = UUID.randomUUID();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.table.claimRemoval(id, holder, this.clock.instant(), this.clock.instant())).isTrue();
		return id;
	}

	/**
	 * The process is killed.
	 */
	private static final class Killed extends Error {

		private static final long serialVersionUID = 1L;

	}

}
