package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.spending.ProviderCall.Outcome;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcProviderLedger}.
 */
class JdbcProviderLedgerTests {

	private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

	private final MovableClock clock = new MovableClock(START);

	private final TestDatabase database = TestDatabase.h2();

	private final PriceTable prices = prices();

	private static PriceTable prices() {
		PriceTable listed = PriceTable.with("cheap=1/2.5/10.0001");
		Map<String, Price> prices = new HashMap<>(listed.prices());
		prices.put("clips/eight", Price.parse("0.05/s+0.02/call"));
		return new PriceTable(listed.asOf(), prices, listed.tokens());
	}

	private final List<CallPaid> paid = new ArrayList<>();

	private final ProviderLedger ledger = ledger();

	private final UUID job = UUID.randomUUID();

	@AfterEach
	void closeDatabase() {
		this.database.close();
	}

	@Test
	void startIsSeenBeforeTheOutcomeIsKnown() {
		UUID call = this.ledger.start("alice", this.job, 0, 2, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 2, Outcome.STARTED, START, null, null, null, null));
	}

	@Test
	void sendingIsSeenBeforeTheOutcomeIsKnown() {
		UUID call = this.ledger.start("alice", this.job, 0, 2, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.clock.advance(Duration.ofSeconds(1));
		this.ledger.sending(call);
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 2, Outcome.STARTED, START, START.plusSeconds(1), null, null, null));
	}

	/**
	 * An older instance beside this one names no moment when it begins a call.
	 */
	@Test
	void callOfAnOlderVersionCountsAsSent() {
		this.database.jdbc().sql("""
				insert into provider_call (id, job_id, item, run, attempt, model, outcome, started_at, billing_day)
				values (:id, :job, 0, 1, 1, 'gpt-image-2', 'STARTED', current_timestamp, current_date)
				""").param("id", UUID.randomUUID()).param("job", this.job).update();
		assertThat(this.ledger.calls(this.job, 0)).singleElement()
			.satisfies((found) -> assertThat(found.sentAt()).isNotNull());
	}

	@Test
	void completedKeepsResult() {
		UUID result = UUID.randomUUID();
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.ledger.completed(call, new PricedCall(model("gpt-image-2"), "medium", "auto"),
				new Receipt("req_1", 50L, 40L, null), result);
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 1, Outcome.COMPLETED, START, null, null, null, result));
		assertThat(this.ledger.resultsOf(List.of(this.job, UUID.randomUUID())))
			.containsExactly(new ProviderLedger.Bought(this.job, 0, result));
		assertThat(this.ledger.resultsOf(List.of(UUID.randomUUID()))).isEmpty();
	}

	@Test
	void failedKeepsWordsAndTime() {
		Instant retryAt = START.plusMillis(51_840);
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.ledger.failed(call, Outcome.RETRYABLE, "slow down", retryAt, "req_1");
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 1, Outcome.RETRYABLE, START, null, "slow down", retryAt, null));
	}

	@Test
	void failedTakesWordsOfAnyLength() {
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.ledger.failed(call, Outcome.REFUSED, "no ".repeat(50_000), null, null);
		assertThat(this.ledger.calls(this.job, 0)).singleElement()
			.satisfies((found) -> assertThat(found.message()).hasSize(150_000));
	}

	@Test
	void callsAreInOrderAndOfOneItem() {
		UUID first = this.ledger.start("alice", this.job, 3, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.clock.advance(Duration.ofMillis(1));
		UUID second = this.ledger.start("alice", this.job, 3, 1,
				new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.clock.advance(Duration.ofMillis(1));
		this.ledger.start("alice", this.job, 4, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		this.ledger.start("alice", UUID.randomUUID(), 3, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		UUID third = this.ledger.start("alice", this.job, 3, 2, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		assertThat(this.ledger.calls(this.job, 3)).extracting(ProviderCall::id).containsExactly(first, second, third);
	}

	@Test
	void callsAreInTheirOrderWhateverTheInstancesClocksSay() {
		UUID lost = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("gpt-image-2"), "medium", "auto"));
		// The next run is on an instance whose clock is behind.
		this.clock.advance(Duration.ofSeconds(-3));
		UUID second = this.ledger.start("alice", this.job, 0, 2,
				new PricedCall(model("gpt-image-2"), "medium", "auto"));
		assertThat(this.ledger.calls(this.job, 0)).extracting(ProviderCall::id).containsExactly(lost, second);
	}

	@Test
	void completedWritesDownWhatItCost() {
		assertThat(costOf("cheap", new Receipt(null, 50L, 40L, 30L))).isEqualByComparingTo("0.000410003");
		assertThat(costOf("gpt-image-2-2026-04-21", new Receipt(null, 50L, 40L, 50L))).isEqualByComparingTo("0.00187");
		assertThat(costOf("built-in", new Receipt(null, null, null, null))).isEqualByComparingTo("0");
	}

	@Test
	void costThatIsKnownIsAnnouncedOnce() {
		costOf("cheap", new Receipt(null, 50L, 40L, 30L));
		costOf("unknown", new Receipt(null, 50L, 40L, 30L));
		assertThat(this.paid).containsExactly(new CallPaid("cheap", new BigDecimal("0.0004100030")));
	}

	@Test
	void completedWithoutPriceOrUsageHasNoCost() {
		assertThat(costOf("unknown", new Receipt(null, 50L, 40L, 30L))).isNull();
		assertThat(costOf("cheap", new Receipt(null, 50L, null, 30L))).isNull();
		assertThat(costOf("cheap", new Receipt(null, null, null, null))).isNull();
	}

	@Test
	void estimateIsTheMostThatIsKnown() {
		assertThat(estimateOf("unknown", new Receipt(null, 50L, 40L, 30L))).isNull();
		assertThat(estimateOf("cheap", new Receipt(null, 50L, null, 30L))).isEqualByComparingTo("0.000425003");
		assertThat(estimateOf("cheap", new Receipt(null, null, null, null))).isEqualByComparingTo("0.0960008");
	}

	@Test
	void startEstimatesByTheDearestOfTheLatestCalls() {
		costOf("cheap", new Receipt(null, 0L, 0L, 1000L));
		costOf("cheap", new Receipt(null, 0L, 0L, 3000L));
		costOf("cheap", new Receipt(null, 0L, 0L, 2000L));
		costOf("gpt-image-2", new Receipt(null, 0L, 0L, 9000L));
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("cheap"), "medium", "auto"));
		assertThat(amount("estimate_usd", call)).isEqualByComparingTo("0.0300003");
	}

	@Test
	void startEstimatesByCallsOfTheSameQualityAndSize() {
		PricedCall low = new PricedCall(model("cheap"), "low", "auto");
		PricedCall large = new PricedCall(model("cheap"), "medium", "3840x2160");
		completed("cheap", new Receipt(null, 0L, 0L, 1000L));
		this.ledger.completed(start(low), low, new Receipt(null, 0L, 0L, 100L), UUID.randomUUID());
		this.ledger.completed(start(large), large, new Receipt(null, 0L, 0L, 5000L), UUID.randomUUID());
		assertThat(amount("estimate_usd", start(low))).isEqualByComparingTo("0.00100001");
		assertThat(amount("estimate_usd", start(large))).isEqualByComparingTo("0.0500005");
		assertThat(amount("estimate_usd", start(new PricedCall(model("cheap"), "medium", "auto"))))
			.isEqualByComparingTo("0.0100001");
		assertThat(amount("estimate_usd", start(new PricedCall(model("cheap"), "high", "auto"))))
			.isEqualByComparingTo("0.0960008");
	}

	/**
	 * A run that was frozen may still write down what its call came to.
	 */
	@Test
	void estimateOfALostCallIsCorrectedWhenItsCostIsKnown() {
		UUID lost = start(new PricedCall(model("gpt-image-2"), "high", "1024x1024"));
		this.ledger.failed(lost, Outcome.LOST, "cut", null, null);
		assertThat(committed()).isEqualByComparingTo("0.26372");
		this.ledger.completed(lost, new PricedCall(model("gpt-image-2"), "medium", "auto"),
				new Receipt(null, 50L, 40L, 50L), UUID.randomUUID());
		assertThat(committed()).isEqualByComparingTo("0.00187");
	}

	private UUID start(PricedCall edit) {
		return this.ledger.start("alice", UUID.randomUUID(), 0, 1, edit);
	}

	private BigDecimal committed() {
		return new DaysSpending(this.database.jdbc()).committed(this.clock.instant()).spent();
	}

	@ParameterizedTest
	@EnumSource(names = { "BILLING_LIMIT", "REFUSED", "RETRYABLE" })
	void callThatIsAnsweredWithAnErrorCostsNothing(Outcome outcome) {
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("cheap"), "medium", "auto"));
		this.ledger.failed(call, outcome, "no", null, null);
		assertThat(amount("cost_usd", call)).isEqualByComparingTo("0");
	}

	@Test
	void callWhoseAnswerIsLostCostsWhatNobodyKnows() {
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("cheap"), "medium", "auto"));
		this.ledger.failed(call, Outcome.LOST, "cut", null, null);
		assertThat(amount("cost_usd", call)).isNull();
		assertThat(amount("estimate_usd", call)).isEqualByComparingTo("0.0960008");
	}

	@Test
	void worthlessAnswerIsPaidFor() {
		UUID call = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("cheap"), "medium", "auto"));
		this.ledger.worthless(call, new PricedCall(model("cheap"), "medium", "auto"), "no image",
				new Receipt("req_1", 50L, 40L, 30L));
		assertThat(this.ledger.calls(this.job, 0))
			.containsExactly(new ProviderCall(call, 1, Outcome.REFUSED, START, null, "no image", null, null));
		assertThat(amount("cost_usd", call)).isEqualByComparingTo("0.000410003");
	}

	@Test
	void attemptsAreNumberedForEachItem() {
		this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("cheap"), "medium", "auto"));
		this.ledger.start("alice", this.job, 1, 1, new PricedCall(model("cheap"), "medium", "auto"));
		UUID second = this.ledger.start("alice", this.job, 0, 2, new PricedCall(model("cheap"), "medium", "auto"));
		assertThat(amount("attempt", second)).isEqualByComparingTo("2");
	}

	private @Nullable BigDecimal costOf(String model, Receipt receipt) {
		return amount("cost_usd", completed(model, receipt));
	}

	private @Nullable BigDecimal estimateOf(String model, Receipt receipt) {
		return amount("estimate_usd", completed(model, receipt));
	}

	private UUID completed(String model, Receipt receipt) {
		UUID call = this.ledger.start("alice", UUID.randomUUID(), 0, 1, new PricedCall(model(model), "medium", "auto"));
		this.ledger.completed(call, new PricedCall(model(model), "medium", "auto"), receipt, UUID.randomUUID());
		return call;
	}

	private @Nullable BigDecimal amount(String column, UUID call) {
		return this.database.jdbc()
			.sql("select " + column + " from provider_call where id = :id")
			.param("id", call)
			.query((row, index) -> Optional.ofNullable(row.getBigDecimal(1)))
			.single()
			.orElse(null);
	}

	private static ProviderModel model(String id) {
		return new ProviderModel(id.equals("built-in") ? id : "openai", id);
	}

	@Test
	void secondsAndCallsArePricedBeforehand() {
		PricedCall clip = new PricedCall(new ProviderModel("clips", "eight"), "720p", "16:9", new BigDecimal("8"));
		UUID call = start(clip);
		assertThat(amount("estimate_usd", call)).isEqualByComparingTo("0.42");
		this.ledger.completed(call, clip, new Receipt("req_1", null, null, null, new BigDecimal("7.5")),
				UUID.randomUUID());
		assertThat(amount("cost_usd", call)).isEqualByComparingTo("0.395");
		assertThat(amount("seconds", call)).isEqualByComparingTo("7.5");
		// What is paid for by the second is not expected to cost what others did.
		assertThat(amount("estimate_usd", start(clip))).isEqualByComparingTo("0.42");
		assertThat(this.paid).containsExactly(new CallPaid("eight", new BigDecimal("0.395")));
	}

	@Test
	void modelsOfTwoProvidersAreNotMixedUp() {
		PricedCall mine = new PricedCall(model("cheap"), "medium", "auto");
		completed("cheap", new Receipt(null, 0L, 0L, 1000L));
		assertThat(amount("estimate_usd", start(mine))).isEqualByComparingTo("0.0100001");
		PricedCall other = new PricedCall(new ProviderModel("another", "cheap"), "medium", "auto");
		assertThat(amount("estimate_usd", start(other))).isNull();
	}

	@Test
	void onlyWhatWasNotSentIsNotedAsNotMade() {
		UUID earlier = this.ledger.start("alice", this.job, 0, 1, new PricedCall(model("cheap"), "medium", "auto"));
		UUID sent = this.ledger.start("alice", this.job, 1, 1, new PricedCall(model("cheap"), "medium", "auto"));
		this.ledger.sending(sent);
		UUID latest = this.ledger.start("alice", this.job, 0, 2, new PricedCall(model("cheap"), "medium", "auto"));
		this.ledger.notMade(this.job, 2);
		assertThat(ended()).containsExactly(earlier);
		this.ledger.notMade(sent);
		this.ledger.notMade(latest);
		assertThat(ended()).containsExactlyInAnyOrder(earlier, latest);
	}

	private List<UUID> ended() {
		return this.database.jdbc()
			.sql("select id from provider_call where finished_at is not null")
			.query(UUID.class)
			.list();
	}

	private ProviderLedger ledger() {
		return new JdbcProviderLedger(this.database.jdbc(), this.clock,
				new CostEstimates(this.database.jdbc(), this.prices), (event) -> this.paid.add((CallPaid) event));
	}

}
