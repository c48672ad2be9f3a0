package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says what the next call will cost at the most, by what the last ones of the same model,
 * quality and size did.
 */
class CostEstimates implements Estimates {

	private final JdbcClient jdbc;

	private final PriceTable prices;

	CostEstimates(JdbcClient jdbc, PriceTable prices) {
		this.jdbc = jdbc;
		this.prices = prices;
	}

	PriceTable prices() {
		return this.prices;
	}

	@Override
	public @Nullable BigDecimal next(PricedCall call) {
		if (!(this.prices.of(call) instanceof TokenPrice)) {
			// Seconds and calls are known beforehand.
			return this.prices.estimate(call);
		}
		return latest(call).orElseGet(() -> this.prices.estimate(call));
	}

	private Optional<BigDecimal> latest(PricedCall call) {
		return this.jdbc.sql("""
				select max(cost_usd) from (
					select cost_usd from provider_call
					where provider = :provider and model = :model and quality = :quality and image_size = :size
						and outcome = 'COMPLETED' and cost_usd is not null
					order by started_at desc limit 20) recent
				""")
			.param("provider", call.model().provider())
			.param("model", call.model().model())
			.param("quality", call.quality())
			.param("size", call.size())
			.query((row, index) -> Optional.ofNullable(row.getBigDecimal(1)))
			.single();
	}

}
