package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.jobapi.CallbackStates.CallbackState;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.queue.WorkQueue;
import io.wxomedia.submission.CallbackUrl;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.web.Refusal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Redeliveries}, {@link DeadLetters} and {@link DeliveryHistory}, which
 * hold on each database.
 */
abstract class RedeliveriesTests {

	private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

	private static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null);

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database;

	private final JdbcClient jdbc;

	private final DeliveryTable deliveries;

	private final DeliveryHistory history;

	private final DeadLetters deadLetters;

	private final QueueTable queue;

	private final DestinationGuard guard = new DestinationGuard(CallbackProperties.PURPOSE,
			new AddressRules(PrivateNetworks.ALLOW, false, AllowedHosts.valueOf("")), false, new FakeHostResolver());

	private final Set<PayloadId> kept = new HashSet<>();

	RedeliveriesTests(TestDatabase database) {
		this.database = database;
		this.jdbc = database.jdbc();
		this.deliveries = new DeliveryTable(this.jdbc, this.clock);
		this.history = new DeliveryHistory(this.jdbc, new JobRecords(this.jdbc));
		this.deadLetters = new DeadLetters(this.jdbc);
		this.queue = new QueueTable(this.jdbc);
	}

	@BeforeEach
	void empty() {
		this.jdbc.sql("delete from job").update();
		this.jdbc.sql("delete from delivery_queue").update();
	}

	@AfterEach
	void close() {
		this.guard.close();
	}

	@Test
	void redeliverMakesADeadLetterPendingAndDueAtOnce() throws Exception {
		JobId job = deadLetter("http://hooks.example.com/a");
		this.clock.advance(Duration.ofMinutes(5));
		redeliveries().redeliver(job, null);
		assertThat(this.deliveries.of(job))
			.isEqualTo(new CallbackState("pending", 3, START.plus(Duration.ofMinutes(5))));
		assertThat(this.deliveries.pending(job)).hasValueSatisfying((delivery) -> {
			assertThat(delivery.url()).hasToString("http://hooks.example.com/a");
			assertThat(delivery.earlierAttempts()).isEqualTo(3);
			assertThat(delivery.body().head()).isEqualTo("{\"a\":1}");
		});
		assertThat(this.queue.entries()).containsExactly(job.toString());
		assertThat(this.deadLetters.newest(ALL, null, 10)).isEmpty();
	}

	@Test
	void redeliverSendsADeliveredCallbackToAnotherAddress() throws Exception {
		JobId job = settled("delivered", "http://hooks.example.com/a", "alice", null);
		redeliveries().redeliver(job, CallbackUrl.parse("https://Other.example.com/b"));
		assertThat(this.history.find(job))
			.contains(new DeliveryHistory.Found(true, "pending", "https://Other.example.com/b", null, 3));
		giveUp(job);
		assertThat(this.deadLetters.newest(new DeadLetterFilter(null, "other.example.com", null, null), null, 10))
			.extracting(DeadLetter::job)
			.containsExactly(job);
	}

	@Test
	void redeliverWhilePendingIsRefused() throws Exception {
		JobId job = deadLetter("http://hooks.example.com/a");
		redeliveries().redeliver(job, null);
		assertRefused(() -> redeliveries().redeliver(job, CallbackUrl.parse("http://other.example.com/")),
				"on its way already");
		assertThat(this.history.find(job))
			.hasValueSatisfying((found) -> assertThat(found.url()).isEqualTo("http://hooks.example.com/a"));
		assertThat(this.queue.entries()).hasSize(1);
	}

	@Test
	void redeliverTogetherMakesOne() throws Exception {
		int callers = 8;
		JobId job = deadLetter("http://hooks.example.com/a");
		CyclicBarrier together = new CyclicBarrier(callers);
		ExecutorService threads = Executors.newFixedThreadPool(callers);
		try {
			List<Future<Boolean>> answers = new ArrayList<>();
			for (int i = 0; i < callers; i++) {
				answers.add(threads.submit((Callable<Boolean>) () -> {
					together.await();
					try {
						redeliveries().redeliver(job, null);
						return true;
					}
					catch (Refusal ex) {
						return false;
					}
				}));
			}
			int accepted = 0;
			for (Future<Boolean> answer : answers) {
				accepted += answer.get() ? 1 : 0;
			}
			assertThat(accepted).isEqualTo(1);
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.queue.entries()).containsExactly(job.toString());
		assertThat(this.deliveries.pending(job))
			.hasValueSatisfying((delivery) -> assertThat(delivery.earlierAttempts()).isEqualTo(3));
	}

	@Test
	void redeliverWhenTheQueueFailsChangesNothing() {
		JobId job = deadLetter("http://hooks.example.com/a");
		this.clock.advance(Duration.ofSeconds(1));
		this.queue.fails = true;
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> redeliveries().redeliver(job, CallbackUrl.parse("http://other.example.com/")));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> redeliveries().redeliver(ALL));
		assertThat(this.history.find(job))
			.contains(new DeliveryHistory.Found(true, "dead_letter", "http://hooks.example.com/a", null, 3));
		assertThat(this.queue.entries()).isEmpty();
	}

	@Test
	void redeliverToAForbiddenAddressIsRefused() {
		JobId job = deadLetter("http://hooks.example.com/a");
		assertRefused(() -> redeliveries().redeliver(job, CallbackUrl.parse("http://169.254.169.254/")),
				"169.254.169.254 are refused");
		assertThat(this.history.find(job))
			.hasValueSatisfying((found) -> assertThat(found.state()).isEqualTo("dead_letter"));
	}

	@Test
	void redeliverWhenThereIsNothingToSendIsRefused() {
		assertRefused(() -> redeliveries().redeliver(JobId.random(), null), "There is no job");
		assertRefused(() -> redeliveries().redeliver(job("finished", null, "alice"), null), "without a callbackUrl");
		assertRefused(() -> redeliveries().redeliver(job("running", "http://a.example.com/", "alice"), null),
				"is not finished");
		PayloadId gone = PayloadId.random();
		JobId job = settled("dead_letter", "http://a.example.com/", "alice", gone);
		assertRefused(() -> redeliveries().redeliver(job, null), "The result is no longer kept");
		assertThat(this.queue.entries()).isEmpty();
	}

	@Test
	void redeliverKeepsAJobInItsLastMinute() throws Exception {
		JobId last = deadLetter("http://hooks.example.com/a");
		JobId fresh = deadLetter("http://hooks.example.com/b");
		expires(last, START.plusSeconds(30));
		expires(fresh, START.plus(Duration.ofDays(7)));
		redeliveries().redeliver(last, null);
		redeliveries().redeliver(fresh, null);
		assertThat(expires(last)).isEqualTo(START.plus(Duration.ofHours(1)));
		assertThat(expires(fresh)).isEqualTo(START.plus(Duration.ofDays(7)));
	}

	@Test
	void redeliverAllTakesWhatTheFilterMeansOverManyTransactions() throws Exception {
		for (int i = 0; i < 230; i++) {
			deadLetter("http://hooks.example.com/" + i);
			this.clock.advance(Duration.ofMillis(i % 3));
		}
		JobId other = deadLetter("http://other.example.com/");
		PayloadId result = PayloadId.random();
		JobId gone = settled("dead_letter", "http://hooks.example.com/", "alice", result);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(redeliveries().redeliver(new DeadLetterFilter(null, "hooks.example.com", null, null)))
			.isEqualTo(230);
		assertThat(this.queue.entries()).hasSize(230).doesNotHaveDuplicates();
		assertThat(this.deadLetters.oldest(ALL, null, 10)).extracting(DeadLetter::job)
			.containsExactlyInAnyOrder(other, gone);
		this.kept.add(result);
		assertThat(redeliveries().redeliver(ALL)).isEqualTo(2);
		assertThat(redeliveries().redeliver(ALL)).isZero();
	}

	@Test
	void filterMeansOwnerHostAndTime() throws Exception {
		JobId alice = settled("dead_letter", "http://A.example.com:81/?b=c", "alice", null);
		this.clock.advance(Duration.ofMinutes(1));
		JobId bob = settled("dead_letter", "https://[::1]/", "bob", null);
		settled("delivered", "https://[::1]/", "bob", null);
		assertThat(found(new DeadLetterFilter("alice", null, null, null))).containsExactly(alice);
		assertThat(found(new DeadLetterFilter("bob", null, null, null))).containsExactly(bob);
		assertThat(found(new DeadLetterFilter(null, "a.example.com", null, null))).containsExactly(alice);
		assertThat(found(new DeadLetterFilter(null, "::1", null, null))).containsExactly(bob);
		assertThat(found(new DeadLetterFilter("alice", "::1", null, null))).isEmpty();
		assertThat(found(new DeadLetterFilter(null, null, null, START.plusSeconds(60)))).containsExactly(alice);
		assertThat(found(new DeadLetterFilter(null, null, START, null))).containsExactly(bob);
		assertThat(found(ALL)).containsExactly(bob, alice);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(redeliveries().redeliver(new DeadLetterFilter("bob", null, null, null))).isEqualTo(1);
		assertThat(found(ALL)).containsExactly(alice);
	}

	@Test
	void pagesFollowOneAnotherAlsoThroughEqualTimes() {
		for (int i = 0; i < 25; i++) {
			deadLetter("http://hooks.example.com/" + i);
			if (i % 10 == 9) {
				this.clock.advance(Duration.ofNanos(1_000));
			}
		}
		List<DeadLetter> all = this.deadLetters.newest(ALL, null, 100);
		assertThat(all).hasSize(25).isSortedAccordingTo((a, b) -> b.since().compareTo(a.since()));
		List<JobId> seen = new ArrayList<>();
		DeadLetter.@Nullable Place after = null;
		List<DeadLetter> page = this.deadLetters.newest(ALL, after, 7);
		while (!page.isEmpty()) {
			page.forEach((letter) -> seen.add(letter.job()));
			// As it comes back from the caller.
			String cursor = String
				.valueOf(DeadLetterPage.of(List.of(page.get(page.size() - 1), page.get(0)), 1).nextCursor());
			page = this.deadLetters.newest(ALL, DeadLetterPage.place(cursor), 7);
		}
		assertThat(seen).containsExactlyElementsOf(all.stream().map(DeadLetter::job).toList());
	}

	@Test
	void historyTellsOfEveryAttempt() {
		JobId job = job("finished", "http://hooks.example.com/a", "alice");
		assertThat(this.history.find(job))
			.contains(new DeliveryHistory.Found(true, "pending", "http://hooks.example.com/a", null, 0));
		assertThat(this.history.attempts(job, 0)).isEmpty();
		this.deliveries.insert(delivery(job, "alice", "http://hooks.example.com/a", 0, null));
		this.deliveries.record(delivery(job, "alice", "http://hooks.example.com/a", 0, null),
				Attempt.answered(503, Duration.ofMillis(12), "later", null), START, DeliveryTable.Outcome.PENDING,
				START.plusSeconds(1));
		this.deliveries.record(delivery(job, "alice", "http://hooks.example.com/a", 1, null),
				Attempt.failed("timed out after 2 s", "answer_timed_out", Duration.ofSeconds(2)), START.plusSeconds(1),
				DeliveryTable.Outcome.DEAD_LETTER, null);
		assertThat(this.history.find(job)).hasValueSatisfying((found) -> {
			assertThat(found.state()).isEqualTo("dead_letter");
			assertThat(found.attempts()).isEqualTo(2);
		});
		assertThat(this.history.attempts(job, 2)).containsExactly(
				new DeliveriesView.AttemptView(1, START, 503, "HTTP 503", Advice.of(503, null), 12, "later"),
				new DeliveriesView.AttemptView(2, START.plusSeconds(1), null, "timed out after 2 s",
						Advice.of(null, "answer_timed_out"), 2000, null));
		// The second was made after the delivery was found pending with one attempt.
		assertThat(this.history.attempts(job, 1)).singleElement()
			.satisfies((attempt) -> assertThat(attempt.status()).isEqualTo(503));
		assertThat(this.history.find(JobId.random())).isEmpty();
		assertThat(this.history.find(job("queued", null, "alice")))
			.contains(new DeliveryHistory.Found(false, "none", null, null, 0));
	}

	private List<JobId> found(DeadLetterFilter filter) {
		return this.deadLetters.newest(filter, null, 100).stream().map(DeadLetter::job).toList();
	}

	private Redeliveries redeliveries() {
		return new Redeliveries(this.deliveries, new DeliveryEvents((events) -> {
		}), this.history, this.deadLetters, new KeepingTests.Keeping(this.jdbc), this.queue,
				new AddressCheck(this.guard, new TunnelRewrite(false, "unused")), new KnownPayloads(),
				this.database.transactions(), this.clock);
	}

	private void expires(JobId job, Instant at) {
		this.jdbc.sql("update job set expires_at = :at where id = :id")
			.param("at", at.atOffset(ZoneOffset.UTC))
			.param("id", job.value())
			.update();
	}

	private Instant expires(JobId job) {
		return this.jdbc.sql("select expires_at from job where id = :id")
			.param("id", job.value())
			.query(OffsetDateTime.class)
			.single()
			.toInstant();
	}

	private JobId deadLetter(String url) {
		return settled("dead_letter", url, "alice", null);
	}

	private JobId settled(String state, String url, String owner, @Nullable PayloadId payload) {
		JobId job = job("finished", url, owner);
		this.deliveries.insert(delivery(job, owner, url, 0, payload));
		this.jdbc.sql("update delivery set attempts = 3, state = :state, finished_at = :now where job_id = :job")
			.param("state", state)
			.param("now", this.clock.instant().atOffset(ZoneOffset.UTC))
			.param("job", job.value())
			.update();
		return job;
	}

	private void giveUp(JobId job) {
		this.deliveries.record(this.deliveries.pending(job).orElseThrow(),
				Attempt.failed("refused", "other", Duration.ZERO), START, DeliveryTable.Outcome.DEAD_LETTER, null);
	}

	private static Delivery delivery(JobId job, String owner, String url, int attempts, @Nullable PayloadId payload) {
		return new Delivery(job, owner, URI.create(url), "completed", new FixedBody("{\"a\":1}", payload, "", "a"),
				attempts, 0, null, null);
	}

	private JobId job(String state, @Nullable String callbackUrl, String owner) {
		JobId job = JobId.random();
		this.jdbc.sql("""
				insert into job (id, kind, state, cancelled, callback_url, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at, expires_at)
				values (:id, 'image_b64', :state, false, :callback, :owner, '{}', 1, 0, 1, 0, 1, 1, 0, 1, :now, :now)
				""")
			.param("id", job.value())
			.param("state", state)
			.param("callback", callbackUrl)
			.param("owner", owner)
			.param("now", START.atOffset(ZoneOffset.UTC))
			.update();
		return job;
	}

	private static void assertRefused(ThrowingCallable request, String detail) {
		assertThatExceptionOfType(Refusal.class).isThrownBy(request).withMessageContaining(detail);
	}

	/**
	 * A queue that writes its entries, which nobody runs.
	 */
	private static final class QueueTable implements WorkQueue {

		private final JdbcClient jdbc;

		private boolean fails;

		QueueTable(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		public void remove(String entry) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void add(String id, Instant notBefore) {
			if (this.fails) {
				throw new IllegalStateException("The entry cannot be written");
			}
			this.jdbc.sql("""
					insert into delivery_queue (task_name, task_instance, execution_time, picked, version)
					values ('delivery', :id, :at, false, 1)
					""").param("id", id).param("at", notBefore.atOffset(ZoneOffset.UTC)).update();
		}

		@Override
		public void reschedule(String id, Instant notBefore) {
			throw new UnsupportedOperationException("Entries are only added");
		}

		@Override
		public int hasten(Collection<String> ids, Instant latest) {
			throw new UnsupportedOperationException("Nothing waits");
		}

		@Override
		public Optional<Place> place(String id) {
			throw new UnsupportedOperationException("Nobody asks");
		}

		List<String> entries() {
			return this.jdbc.sql("select task_instance from delivery_queue").query(String.class).list();
		}

	}

	/**
	 * A store that only knows what is still kept.
	 */
	private final class KnownPayloads implements PayloadStore {

		@Override
		public PayloadWriter create() {
			throw new UnsupportedOperationException("Nothing is stored");
		}

		@Override
		public InputStream open(PayloadId id) {
			throw new UnsupportedOperationException("Nothing is read");
		}

		@Override
		public long length(PayloadId id) throws IOException {
			if (!RedeliveriesTests.this.kept.contains(id)) {
				throw new PayloadNotFound(id);
			}
			return 1;
		}

		@Override
		public void delete(PayloadId id) {
			throw new UnsupportedOperationException("Nothing is deleted");
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			throw new UnsupportedOperationException("Nothing is swept");
		}

	}

}
