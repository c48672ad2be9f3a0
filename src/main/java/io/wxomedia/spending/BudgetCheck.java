package io.wxomedia.spending;

import java.math.BigDecimal;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an image costs and what may be spent. It asks nobody.
 */
class BudgetCheck implements PreflightCheck {

	private final SpendingProperties properties;

	private final @Nullable ProviderModel model;

	/**
	 * Create the check.
	 * @param properties the prices and the budget
	 * @param model the model that is paid for, or {@code null} if none is
	 */
	BudgetCheck(SpendingProperties properties, @Nullable ProviderModel model) {
		this.properties = properties;
		this.model = model;
	}

	@Override
	public String name() {
		return "budget";
	}

	@Override
	public void run(Findings findings) {
		if (this.model == null) {
			return;
		}
		PriceTable prices = this.properties.priceTable();
		Price price = prices.of(this.model);
		String id = this.model.model();
		if (price == null) {
			findings.warning("The price of the model " + id + " is not known, so what jobs cost is not either.",
					"Set OPENAI_PRICES=" + id + "=text/image/output, in USD per million tokens.");
			return;
		}
		findings.ok(id + " costs " + price.words() + ", by OPENAI_PRICES or the list of " + prices.asOf() + ".");
		BigDecimal budget = this.properties.dailyBudgetUsd();
		BigDecimal estimate = this.properties.estimate(this.model);
		if (budget != null && estimate != null && estimate.compareTo(budget) >= 0) {
			findings.warning(
					"DAILY_BUDGET_USD=" + budget.toPlainString() + " is no more than one edit may cost ($"
							+ estimate.stripTrailingZeros().toPlainString()
							+ "): a day's first call may use it up or exceed it.",
					"Set DAILY_BUDGET_USD to a multiple of that, or leave it so on purpose.");
		}
		findings.ok((budget != null)
				? "A call may begin while what was spent on this UTC day plus the estimates of calls under way is below $"
						+ budget.toPlainString()
						+ " (DAILY_BUDGET_USD); an unknown cost is booked as the estimate of that model, quality and size,"
						+ " and corrected when it is known. Otherwise the local fallback takes over."
				: "DAILY_BUDGET_USD is not set: only the account's own limit bounds what is spent.");
	}

}
