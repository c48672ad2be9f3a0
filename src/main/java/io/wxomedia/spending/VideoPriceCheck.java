package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.List;

import io.wxomedia.preflight.Findings;
import io.wxomedia.preflight.PreflightCheck;

/**
 * Tells what a video costs. It asks nobody.
 */
class VideoPriceCheck implements PreflightCheck {

	private static final String BEST = "1080p";

	private static final BigDecimal SECONDS = BigDecimal.valueOf(8);

	private final SpendingProperties properties;

	private final List<ProviderModel> models;

	/**
	 * Create the check.
	 * @param properties the prices and the budget
	 * @param models the models that are paid for; empty if none is
	 */
	VideoPriceCheck(SpendingProperties properties, List<ProviderModel> models) {
		this.properties = properties;
		this.models = List.copyOf(models);
	}

	@Override
	public String name() {
		return "video_price";
	}

	@Override
	public void run(Findings findings) {
		PriceTable prices = this.properties.priceTable();
		for (ProviderModel model : this.models) {
			PricedCall video = new PricedCall(model, "audio", BEST, SECONDS);
			Price price = prices.of(video);
			BigDecimal cost = prices.estimate(video);
			if (price == null || cost == null) {
				findings.warning("The price of the model " + model.model()
						+ " is not known, so what its videos cost is not either, and DAILY_BUDGET_USD does not count them.",
						"Set FAL_PRICES=" + model.model() + "=0.05/s, in USD a second.");
			}
			else {
				findings.ok(model.model() + " costs " + price.words()
						+ " at 1080p with sound, so a video of 8 seconds $" + cost.stripTrailingZeros().toPlainString()
						+ ", by FAL_PRICES or the list of " + prices.asOf() + ".");
			}
		}
	}

}
