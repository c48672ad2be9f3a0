package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link DailyBudget} by the ledger, which is the same for all instances.
 */
class JdbcDailyBudget implements DailyBudget {

	/**
	 * How soon calls under way may have told what they cost.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(2);

	private final JdbcClient jdbc;

	private final Clock clock;

	private final DaysSpending spending;

	private final CostEstimates estimates;

	private final BigDecimal perDay;

	JdbcDailyBudget(JdbcClient jdbc, Clock clock, DaysSpending spending, CostEstimates estimates, BigDecimal perDay) {
		this.jdbc = jdbc;
		this.clock = clock;
		this.spending = spending;
		this.estimates = estimates;
		this.perDay = perDay;
	}

	@Override
	public boolean counts(ProviderModel model) {
		return this.estimates.prices().of(model) != null;
	}

	@Override
	public Admission admit(ProviderModel model) {
		this.jdbc.sql("select id from spending_lock where id = 1 for update").query(Integer.class).single();
		return look(model);
	}

	@Override
	public Admission look(ProviderModel model) {
		if (!counts(model)) {
			return new Admission.Exhausted("The price of the model " + model.model()
					+ " is not known, so DAILY_BUDGET_USD allows no call" + whatToDo(model));
		}
		Instant now = this.clock.instant();
		DaysSpending.Commitment today = this.spending.committed(now);
		if (isBelow(today.spent().add(today.reserved()))) {
			return new Admission.Granted();
		}
		if (isBelow(today.spent())) {
			// The calls under way may turn out to be cheaper than was thought.
			return new Admission.Later(now.plus(PATIENCE));
		}
		return new Admission.Exhausted("The budget of the day is used up (DAILY_BUDGET_USD="
				+ this.perDay.toPlainString() + "); it begins anew at midnight UTC");
	}

	private static String whatToDo(ProviderModel model) {
		return switch (model.provider()) {
			case ProviderModel.OPENAI -> "; add it to OPENAI_PRICES";
			case ProviderModel.FAL -> "; add it to FAL_PRICES";
			default -> "";
		};
	}

	private boolean isBelow(BigDecimal amount) {
		return amount.compareTo(this.perDay) < 0;
	}

}
