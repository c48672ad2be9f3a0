package io.wxomedia.callback;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.wxomedia.destination.AddressRules;
import io.wxomedia.destination.AllowedHosts;
import io.wxomedia.destination.DestinationGuard;
import io.wxomedia.destination.FakeHostResolver;
import io.wxomedia.destination.PrivateNetworks;
import io.wxomedia.exchange.Attempt;
import io.wxomedia.exchange.AttemptSender;
import io.wxomedia.exchange.FakeReceiver;
import io.wxomedia.job.CallbackMessage;
import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecords;
import io.wxomedia.jobapi.CallbackStates.CallbackState;
import io.wxomedia.payload.PayloadId;
import io.wxomedia.payload.PayloadNotFound;
import io.wxomedia.payload.PayloadStore;
import io.wxomedia.payload.PayloadWriter;
import io.wxomedia.queue.WorkQueue.Next;
import io.wxomedia.testing.CallbackReceiver;
import io.wxomedia.testing.CallbackReceiver.Callback;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import io.wxomedia.testing.TestEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DeliveryRunner}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeliveryRunnerTests {

	private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

	private static final Duration VALID_FOR = Duration.ofSeconds(900);

	private final MovableClock clock = new MovableClock(START);

	private final JsonMapper json = new JsonMapper();

	private final TestDatabase database = TestDatabase.h2();

	private final CallbackReceiver receiver = CallbackReceiver.start();

	private final DestinationGuard guard = new DestinationGuard(CallbackProperties.PURPOSE,
			new AddressRules(PrivateNetworks.ALLOW, false, AllowedHosts.valueOf("")), false, new FakeHostResolver());

	private final AttemptSender sender = new AttemptSender(this.guard, Duration.ofSeconds(10));

	private final DeliveryTable deliveries = new DeliveryTable(this.database.jdbc(), this.clock);

	private Runnable meanwhile = () -> {
	};

	private final List<JobId> renewals = new ArrayList<>();

	private final JobId job = JobId.of("01234567-89ab-cdef-0123-456789abcdef");

	@AfterEach
	void close() throws Exception {
		this.sender.close();
		this.guard.close();
		this.receiver.close();
		this.database.close();
	}

	@Test
	void runWhenReceiverFailsFollowsTheScheduleAndGivesUp() throws Exception {
		this.receiver.willAnswer(500, 500, 500, 500);
		insert(message("first", null));
		DeliveryRunner runner = runner(4, "0.25,3");
		for (Duration pause : List.of(Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofSeconds(3))) {
			assertThat(new TestEntry(this.job.toString()).runBy(runner))
				.isEqualTo(new Next.Again(this.clock.instant().plus(pause)));
			assertThat(state()).isEqualTo("pending");
			this.clock.advance(pause);
		}
		assertThat(new TestEntry(this.job.toString()).runBy(runner)).isEqualTo(new Next.Done());
		assertThat(state()).isEqualTo("dead_letter");
		assertThat(new TestEntry(this.job.toString()).runBy(runner)).isEqualTo(new Next.Done());
		assertThat(this.receiver.received()).hasSize(4);
	}

	@Test
	void runAfterTheQuickAttemptsMakesLateOnes() throws Exception {
		this.receiver.willAnswer(500, 500, 500);
		insert(message("first", null));
		DeliveryRunner runner = runner(2, "1", "10m");
		assertThat(new TestEntry(this.job.toString()).runBy(runner)).isEqualTo(new Next.Again(START.plusSeconds(1)));
		// The test's random generator says the least that it can.
		assertThat(new TestEntry(this.job.toString()).runBy(runner))
			.isEqualTo(new Next.Again(START.plus(Duration.ofMinutes(8))));
		assertThat(this.deliveries.of(this.job))
			.isEqualTo(new CallbackState("pending", 2, START.plus(Duration.ofMinutes(8))));
		assertThat(new TestEntry(this.job.toString()).runBy(runner)).isEqualTo(new Next.Done());
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("dead_letter", 3, null));
	}

	@Test
	void runWhenTheReceiverAsksToWaitDoesSoWithinBounds() throws Exception {
		try (FakeReceiver busy = FakeReceiver.answering("429 Too Many Requests\nRetry-After: 600", "later")) {
			insert(message("first", null), "http://127.0.0.1:" + busy.port() + "/");
			assertThat(new TestEntry(this.job.toString()).runBy(runner(1, "1", "10m")))
				.isEqualTo(new Next.Again(START.plusSeconds(600)));
		}
	}

	@Test
	void runWhenTheReceiverIsGoneForGoodGivesUpAtOnce() throws Exception {
		this.receiver.willAnswer(410);
		insert(message("first", null));
		assertThat(new TestEntry(this.job.toString()).runBy(runner(3, "1", "10m"))).isEqualTo(new Next.Done());
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("dead_letter", 1, null));
	}

	@Test
	void runWhenTheReceiverIsBusyEnoughIsPutBackWithoutCounting() throws Exception {
		insert(message("first", null));
		ReceiverTurns none = new ReceiverTurns(0, 0, this.clock);
		assertThat(new TestEntry(this.job.toString()).runBy(runner(3, "1", "", none)))
			.isEqualTo(new Next.Again(START.plusMillis(200)));
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("pending", 0, START));
		assertThat(this.receiver.received()).isEmpty();
	}

	@Test
	void runWhenDeliveredIsDone() throws Exception {
		insert(message("first", null));
		assertThat(new TestEntry(this.job.toString()).runBy(runner(3, "1"))).isEqualTo(new Next.Done());
		assertThat(state()).isEqualTo("delivered");
		assertThat(this.receiver.received()).singleElement().satisfies((callback) -> {
			assertThat(callback.header("webhook-id")).isEqualTo(this.job.toString());
			assertThat(callback.header("webhook-timestamp")).isEqualTo(Long.toString(START.getEpochSecond()));
			assertThat(callback.headers()).doesNotContainKey("x-fallback-reason");
		});
	}

	@Test
	void everyAttemptTellsWhyTheLocalFallbackWasMade() throws Exception {
		this.receiver.willAnswer(500);
		insert(new CallbackMessage(Collections.unmodifiableMap(fields("first")), START.plus(VALID_FOR),
				Map.of("daily_budget", 1)));
		DeliveryRunner runner = runner(2, "1");
		new TestEntry(this.job.toString()).runBy(runner);
		// The link is signed anew, and in the end the callback is sent again.
		this.clock.advance(VALID_FOR);
		new TestEntry(this.job.toString()).runBy(runner);
		assertThat(this.deliveries.reopen(this.job, null)).isTrue();
		new TestEntry(this.job.toString()).runBy(runner);
		assertThat(this.receiver.received()).hasSize(3)
			.extracting((callback) -> callback.header("x-fallback-reason"))
			.containsOnly("daily_budget");
		assertThat(this.renewals).hasSize(1);
	}

	@Test
	void runWhenThereIsNoDeliveryIsDone() throws Exception {
		assertThat(new TestEntry(this.job.toString()).runBy(runner(3, "1"))).isEqualTo(new Next.Done());
		assertThat(this.receiver.received()).isEmpty();
	}

	@Test
	void runBeforeTheLinkExpiresSendsTheSameBytes() throws Exception {
		this.receiver.willAnswer(500, 500, 500);
		insert(message("first", START.plus(VALID_FOR)));
		DeliveryRunner runner = runner(3, "899");
		for (int i = 0; i < 2; i++) {
			new TestEntry(this.job.toString()).runBy(runner);
			this.clock.advance(VALID_FOR.minusMillis(1).dividedBy(2));
		}
		assertThat(this.renewals).isEmpty();
		assertThat(this.receiver.received()).extracting(Callback::text).containsOnly(body("first")).hasSize(2);
	}

	@Test
	void runWhenTheLinkHasExpiredSignsItAnewOnce() throws Exception {
		this.receiver.willAnswer(500, 500, 500);
		insert(message("first", START.plus(VALID_FOR)));
		DeliveryRunner runner = runner(5, "1");
		new TestEntry(this.job.toString()).runBy(runner);
		this.clock.advance(VALID_FOR);
		new TestEntry(this.job.toString()).runBy(runner);
		this.clock.advance(Duration.ofSeconds(10));
		new TestEntry(this.job.toString()).runBy(runner);
		this.clock.advance(VALID_FOR);
		new TestEntry(this.job.toString()).runBy(runner);
		assertThat(this.receiver.received()).extracting(Callback::text)
			.containsExactly(body("first"), body("renewed-1"), body("renewed-1"), body("renewed-2"));
		assertThat(this.receiver.received()).extracting((callback) -> callback.header("webhook-id"))
			.containsOnly(this.job.toString());
		assertThat(this.renewals).containsExactly(this.job, this.job);
		assertThat(state()).isEqualTo("delivered");
	}

	@Test
	void runAfterARedeliveryCountsOnAndTellsOfItAnew(CapturedOutput output) throws Exception {
		this.receiver.willAnswer(500, 500);
		insert(message("first", null));
		new TestEntry(this.job.toString()).runBy(runner(1, "1"));
		assertThat(this.deliveries.reopen(this.job, null)).isTrue();
		DeliveryRunner runner = runner(2, "1", "10m");
		new TestEntry(this.job.toString()).runBy(runner);
		new TestEntry(this.job.toString()).runBy(runner);
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("delivered", 3, null));
		assertThat(output.getOut().lines().filter((line) -> line.endsWith("=== CALLBACK ==="))).hasSize(2);
		assertThat(output.getOut()).contains("attempt  : 1/1 -> HTTP 500", "attempt  : 2/4 -> HTTP 500",
				"attempt  : 3/4 -> HTTP 200");
	}

	@Test
	void runThatWasTakenOverLeavesTheEntryAndWhatTheOtherWrote() throws Exception {
		insert(message("first", START));
		this.meanwhile = () -> this.deliveries.record(this.deliveries.pending(this.job).orElseThrow(),
				Attempt.failed("refused", "other", Duration.ZERO), START, DeliveryTable.Outcome.DEAD_LETTER, null);
		assertThat(new TestEntry(this.job.toString()).runBy(runner(3, "1"))).isEqualTo(new Next.Again(START));
		assertThat(this.receiver.received()).hasSize(1);
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("dead_letter", 1, null));
		assertThat(new TestEntry(this.job.toString()).runBy(runner(3, "1"))).isEqualTo(new Next.Done());
		assertThat(this.receiver.received()).hasSize(1);
	}

	@Test
	void runWhenTheResultIsGoneCountsAsAFailedAttempt() throws Exception {
		insert(new CallbackMessage(Map.of("result_image_base64", PayloadId.random()), null));
		assertThat(new TestEntry(this.job.toString()).runBy(runner(1, "1"))).isEqualTo(new Next.Done());
		assertThat(state()).isEqualTo("dead_letter");
		assertThat(this.receiver.received()).isEmpty();
		assertNotTried("result_gone", "the result is no longer kept");
	}

	@Test
	void runWhenTheLinkCannotBeSignedAnewCountsAsAFailedAttempt() throws Exception {
		insert(message("first", START));
		this.meanwhile = () -> {
			throw new IllegalStateException("Missing COS env vars");
		};
		DeliveryRunner runner = runner(2, "1");
		assertThat(new TestEntry(this.job.toString()).runBy(runner)).isEqualTo(new Next.Again(START.plusSeconds(1)));
		assertThat(new TestEntry(this.job.toString()).runBy(runner)).isEqualTo(new Next.Done());
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("dead_letter", 2, null));
		assertThat(this.receiver.received()).isEmpty();
		assertNotTried("link_not_signed",
				"the link to the result could not be signed anew; the service's log says why");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://169.254.169.254/ | address_never_allowed | No setting allows it
			http://unknown.test/    | name_unknown          | Name or service not known
			http://127.0.0.1:1/     | connection_refused    | Connection refused
			""")
	void runWhenTheCallbackCannotEvenBeTriedLeavesItsReason(String url, String trouble, String reason)
			throws Exception {
		insert(message("first", null), url);
		assertThat(new TestEntry(this.job.toString()).runBy(runner(1, "1"))).isEqualTo(new Next.Done());
		assertThat(state()).isEqualTo("dead_letter");
		assertNotTried(trouble, reason);
	}

	private void assertNotTried(String trouble, String reason) {
		List<DeliveriesView.AttemptView> rows = new DeliveryHistory(this.database.jdbc(),
				new JobRecords(this.database.jdbc()))
			.attempts(this.job, Integer.MAX_VALUE);
		assertThat(rows).isNotEmpty().allSatisfy((row) -> {
			assertThat(row.status()).isNull();
			assertThat(row.error()).contains(reason);
			assertThat(row.advice()).isEqualTo(Advice.of(null, trouble));
		});
		assertThat(new DeadLetters(this.database.jdbc()).newest(new DeadLetterFilter(null, null, null, null), null, 10))
			.singleElement()
			.satisfies((dead) -> assertThat(dead.lastError()).contains(reason));
	}

	@Test
	void runWhenTheDatabaseFailsAtTheLinkIsNoAttempt() {
		insert(message("first", START));
		this.meanwhile = () -> {
			throw new QueryTimeoutException("The database is away");
		};
		assertThatExceptionOfType(QueryTimeoutException.class)
			.isThrownBy(() -> new TestEntry(this.job.toString()).runBy(runner(1, "1")));
		assertThat(this.deliveries.of(this.job)).isEqualTo(new CallbackState("pending", 0, START));
	}

	private DeliveryRunner runner(int mostAttempts, String backoff) {
		return runner(mostAttempts, backoff, "");
	}

	private DeliveryRunner runner(int mostAttempts, String backoff, String late) {
		return runner(mostAttempts, backoff, late, new ReceiverTurns(10, 10, this.clock));
	}

	private DeliveryRunner runner(int mostAttempts, String backoff, String late, ReceiverTurns turns) {
		AttemptPlan plan = new AttemptPlan(RetrySchedule.parse(backoff), mostAttempts, LateRetries.valueOf(late),
				() -> 0L, this.clock);
		return new DeliveryRunner(this.deliveries, this.sender, new TunnelRewrite(false, "unused"),
				new AttemptRecorder(this.deliveries, new DeliveryEvents((events) -> {
				}), plan, (job) -> true, new KeepingTests.Keeping(this.database.jdbc()), this.database.transactions(),
						this.clock),
				turns, this::renew, new NoPayloads(), this.json, this.clock);
	}

	private CallbackMessage renew(JobId renewed) {
		this.meanwhile.run();
		this.renewals.add(renewed);
		return message("renewed-" + this.renewals.size(), this.clock.instant().plus(VALID_FOR));
	}

	private void insert(CallbackMessage message) {
		insert(message, this.receiver.url());
	}

	private void insert(CallbackMessage message, String url) {
		this.database.jdbc().sql("""
				insert into job (id, kind, state, verdict, cancelled, owner, request, items_done, items_failed,
					items_total, fallbacks, run, attempts, crashes, worked_ms, created_at)
				values (:id, 'image_cos', 'finished', 'completed', false, 'o', '{}', 1, 0, 1, 0, 1, 1, 0, 1, :now)
				""").param("id", this.job.value()).param("now", START.atOffset(ZoneOffset.UTC)).update();
		this.deliveries.insert(new Delivery(this.job, "owner", URI.create(url), "completed",
				FixedBody.of(message, this.json), 0, 0, message.linkExpiresAt(), message.fallbackReason()));
	}

	private static CallbackMessage message(String link, @Nullable Instant linkExpiresAt) {
		return new CallbackMessage(Collections.unmodifiableMap(fields(link)), linkExpiresAt);
	}

	private static Map<String, Object> fields(String link) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("status", "completed");
		fields.put("filename", "photo.png");
		fields.put("result_url", link);
		return fields;
	}

	private static String body(String link) {
		return "{\"status\":\"completed\",\"filename\":\"photo.png\",\"result_url\":\"" + link + "\"}";
	}

	private String state() {
		CallbackState state = this.deliveries.of(this.job);
		return (state != null) ? state.state() : "none";
	}

	/**
	 * A store whose payloads are all gone.
	 */
	private static final class NoPayloads implements PayloadStore {

		@Override
		public PayloadWriter create() {
			throw new UnsupportedOperationException("Nothing is stored");
		}

		@Override
		public InputStream open(PayloadId id) throws IOException {
			throw new PayloadNotFound(id);
		}

		@Override
		public long length(PayloadId id) throws IOException {
			throw new PayloadNotFound(id);
		}

		@Override
		public void delete(PayloadId id) {
			throw new UnsupportedOperationException("Nothing is stored");
		}

		@Override
		public int sweep(Instant createdBefore, Set<PayloadId> inUse) {
			throw new UnsupportedOperationException("Nothing is stored");
		}

	}

}
