package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.wxomedia.spending.DailyBudget.Admission;
import io.wxomedia.spending.ProviderLedger.Receipt;
import io.wxomedia.testing.MovableClock;
import io.wxomedia.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcDailyBudget}.
 */
class JdbcDailyBudgetTests {

	private static final ProviderModel MODEL = new ProviderModel("openai", "gpt-image-2");

	/**
	 * Three tenths of a dollar.
	 */
	private static final Receipt RECEIPT = new Receipt(null, 0L, 0L, 10_000L);

	private final MovableClock clock = new MovableClock(Instant.parse("2026-11-25T23:50:00Z"));

	@Test
	void callBeginsWhileThereIsRoom() {
		try (TestDatabase database = TestDatabase.h2()) {
			DailyBudget budget = budget(database, "1");
			for (int i = 0; i < 4; i++) {
				assertThat(budget.look(MODEL)).isInstanceOf(Admission.Granted.class);
				spend(database);
			}
			assertThat(budget.look(MODEL)).isInstanceOfSatisfying(Admission.Exhausted.class,
					(exhausted) -> assertThat(exhausted.reason()).contains("DAILY_BUDGET_USD=1")
						.contains("midnight UTC"));
			this.clock.advance(Duration.ofMinutes(10));
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Granted.class);
		}
	}

	@Test
	void firstCallIsMadeToLearnWhatItCosts() {
		try (TestDatabase database = TestDatabase.h2()) {
			DailyBudget budget = budget(database, "0.05");
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Granted.class);
			UUID call = start(database);
			assertThat(budget.look(MODEL))
				.isEqualTo(new Admission.Later(this.clock.instant().plus(Duration.ofSeconds(2))));
			ledger(database).completed(call, new PricedCall(MODEL, "medium", "auto"), RECEIPT, UUID.randomUUID());
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Exhausted.class);
		}
	}

	@Test
	void callBelongsToTheDayOnWhichItBegan() {
		try (TestDatabase database = TestDatabase.h2()) {
			spend(database);
			DailyBudget budget = budget(database, "0.5");
			UUID call = start(database);
			this.clock.advance(Duration.ofMinutes(10));
			ledger(database).completed(call, new PricedCall(MODEL, "medium", "auto"), RECEIPT, UUID.randomUUID());
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Granted.class);
			assertThat(days(database)).singleElement().satisfies((day) -> {
				assertThat(day.day()).isEqualTo("2026-11-25");
				assertThat(day.calls()).isEqualTo(2);
				assertThat(day.costUsd()).isEqualByComparingTo("0.6");
			});
		}
	}

	@Test
	void callWhoseAnswerIsLostCountsAsPaidFor() {
		try (TestDatabase database = TestDatabase.h2()) {
			spend(database);
			ledger(database).failed(start(database), ProviderCall.Outcome.LOST, "cut", null, null);
			assertThat(budget(database, "0.60").look(MODEL)).isInstanceOf(Admission.Exhausted.class);
			assertThat(budget(database, "0.61").look(MODEL)).isInstanceOf(Admission.Granted.class);
		}
	}

	@Test
	void callThatACrashLeftOpenCountsAsPaidForInTheEnd() {
		this.clock.advance(Duration.ofHours(1));
		try (TestDatabase database = TestDatabase.h2()) {
			spend(database);
			ledger(database).sending(start(database));
			DailyBudget budget = budget(database, "0.6");
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Later.class);
			this.clock.advance(Duration.ofMinutes(7));
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Exhausted.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void callThatWasNotSentCostsNothingOnceThatIsCertain(NotSent how) {
		this.clock.advance(Duration.ofHours(1));
		try (TestDatabase database = TestDatabase.h2()) {
			spend(database);
			UUID job = UUID.randomUUID();
			UUID call = start(database, job);
			DailyBudget budget = budget(database, "0.6");
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Later.class);
			assertThat(days(database)).singleElement().satisfies((day) -> {
				assertThat(day.calls()).isEqualTo(2);
				assertThat(day.estimatedUsd()).isEqualByComparingTo("0.3");
			});
			switch (how) {
				case NEXT_RUN_BEGAN -> ledger(database).notMade(job, 2);
				case ITS_THREAD_GAVE_UP -> ledger(database).notMade(call);
				case TOO_LONG_AGO -> this.clock.advance(Duration.ofMinutes(6));
			}
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Granted.class);
			this.clock.advance(Duration.ofMinutes(7));
			assertThat(budget.look(MODEL)).isInstanceOf(Admission.Granted.class);
			assertThat(days(database)).singleElement().satisfies((day) -> {
				assertThat(day.calls()).isEqualTo(1);
				assertThat(day.estimatedUsd()).isNull();
			});
		}
	}

	enum NotSent {

		NEXT_RUN_BEGAN, ITS_THREAD_GAVE_UP, TOO_LONG_AGO

	}

	@Test
	void modelWithoutPriceIsNotCalled() {
		try (TestDatabase database = TestDatabase.h2()) {
			assertThat(budget(database, "100").look(new ProviderModel("openai", "unknown"))).isInstanceOfSatisfying(
					Admission.Exhausted.class,
					(exhausted) -> assertThat(exhausted.reason()).contains("unknown").contains("OPENAI_PRICES"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsAtTheSameMomentDoNotOvershootTogether(boolean postgres) throws Exception {
		try (TestDatabase database = postgres ? TestDatabase.postgres() : TestDatabase.h2()) {
			spend(database);
			int callers = 10;
			ExecutorService threads = Executors.newFixedThreadPool(callers);
			CountDownLatch start = new CountDownLatch(1);
			List<Future<Boolean>> answers = new ArrayList<>();
			for (int i = 0; i < callers; i++) {
				// Each caller is an instance of its own.
				DailyBudget budget = budget(database, "1.5");
				answers.add(threads.submit(() -> {
					start.await();
					return database.transactions().execute((status) -> {
						boolean granted = budget.admit(MODEL) instanceof Admission.Granted;
						if (granted) {
							start(database);
						}
						return granted;
					});
				}));
			}
			start.countDown();
			int granted = 0;
			for (Future<Boolean> answer : answers) {
				granted += answer.get(1, TimeUnit.MINUTES) ? 1 : 0;
			}
			threads.shutdownNow();
			assertThat(granted).isEqualTo(4);
		}
	}

	private DailyBudget budget(TestDatabase database, String perDay) {
		return new JdbcDailyBudget(database.jdbc(), this.clock, new DaysSpending(database.jdbc()), estimates(database),
				new BigDecimal(perDay));
	}

	private static CostEstimates estimates(TestDatabase database) {
		return new CostEstimates(database.jdbc(), PriceTable.with(""));
	}

	private ProviderLedger ledger(TestDatabase database) {
		return new JdbcProviderLedger(database.jdbc(), this.clock, estimates(database), (event) -> {
		});
	}

	private List<DaysSpending.Day> days(TestDatabase database) {
		return new DaysSpending(database.jdbc()).days(DaysSpending.dayOf(this.clock.instant()).minusDays(30),
				this.clock.instant());
	}

	private UUID start(TestDatabase database) {
		return start(database, UUID.randomUUID());
	}

	private UUID start(TestDatabase database, UUID job) {
		return ledger(database).start("alice", job, 0, 1, new PricedCall(MODEL, "medium", "auto"));
	}

	private void spend(TestDatabase database) {
		ledger(database).completed(start(database), new PricedCall(MODEL, "medium", "auto"), RECEIPT,
				UUID.randomUUID());
	}

}
