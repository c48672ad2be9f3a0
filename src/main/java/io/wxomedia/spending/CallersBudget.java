package io.wxomedia.spending;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.wxomedia.rules.CallerRules;
import io.wxomedia.spending.DailyBudget.Admission;

/**
 * {@link CallBudget} by the ledger: first the day's, then the caller's.
 */
class CallersBudget implements CallBudget {

	private final DailyBudget day;

	private final CallerRules rules;

	private final DaysSpending spending;

	private final CostEstimates estimates;

	private final SpendingLock lock;

	private final Clock clock;

	CallersBudget(DailyBudget day, CallerRules rules, DaysSpending spending, CostEstimates estimates, SpendingLock lock,
			Clock clock) {
		this.day = day;
		this.rules = rules;
		this.spending = spending;
		this.estimates = estimates;
		this.lock = lock;
		this.clock = clock;
	}

	@Override
	public Admission admit(String owner, ProviderModel model) {
		Admission today = this.day.admit(model);
		List<CallerRules.Budget> budgets = (today instanceof Admission.Granted) ? this.rules.budgets(owner) : List.of();
		if (!budgets.isEmpty()) {
			this.lock.take();
		}
		return budgets.isEmpty() ? today : look(budgets, model);
	}

	@Override
	public Admission look(String owner, ProviderModel model) {
		Admission today = this.day.look(model);
		return (today instanceof Admission.Granted) ? look(this.rules.budgets(owner), model) : today;
	}

	@Override
	public Optional<String> spent(String owner) {
		Instant now = this.clock.instant();
		return this.rules.budgets(owner)
			.stream()
			.filter((budget) -> this.spending.committed(budget, now).spent().compareTo(budget.usd()) >= 0)
			.map(CallersBudget::usedUp)
			.findFirst();
	}

	private Admission look(List<CallerRules.Budget> budgets, ProviderModel model) {
		Instant now = this.clock.instant();
		Admission all = new Admission.Granted();
		for (CallerRules.Budget budget : budgets) {
			Admission one = look(budget, model, now);
			if (one instanceof Admission.Exhausted) {
				return one;
			}
			all = (one instanceof Admission.Later) ? one : all;
		}
		return all;
	}

	private Admission look(CallerRules.Budget budget, ProviderModel model, Instant now) {
		if (this.estimates.prices().of(model) == null) {
			return exhausted("The price of the model " + model.model() + " is not known, so " + budget.name()
					+ " allows no call of it; add it to OPENAI_PRICES or choose another model");
		}
		DaysSpending.Commitment so = this.spending.committed(budget, now);
		if (so.spent().add(so.reserved()).compareTo(budget.usd()) < 0) {
			return new Admission.Granted();
		}
		if (so.spent().compareTo(budget.usd()) < 0) {
			// The calls under way may turn out to be cheaper than was thought.
			return new Admission.Later(now.plus(JdbcDailyBudget.PATIENCE));
		}
		return exhausted(usedUp(budget));
	}

	private static String usedUp(CallerRules.Budget budget) {
		return "The budget of this " + (budget.isShared() ? "session" : "seat") + " is used up (" + budget.name() + "="
				+ budget.usd().toPlainString() + "); whoever runs the session can raise it";
	}

	private static Admission exhausted(String reason) {
		return new Admission.Exhausted(reason, false);
	}

}
