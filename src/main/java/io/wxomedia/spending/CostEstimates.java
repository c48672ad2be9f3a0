package io.wxomedia.spending;

import java.math.BigDecimal;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says what the next call of a model will cost at the most, by what the last ones did.
 */
class CostEstimates {

	private final JdbcClient jdbc;

	private final PriceTable prices;

	CostEstimates(JdbcClient jdbc, PriceTable prices) {
		this.jdbc = jdbc;
		this.prices = prices;
	}

	PriceTable prices() {
		return this.prices;
	}

	/**
	 * Return the highest cost of the last calls.
	 * @param model the model
	 * @return the cost, or nothing if no call has told yet
	 */
	Optional<BigDecimal> latest(String model) {
		return this.jdbc.sql("""
				select max(cost_usd) from (
					select cost_usd from provider_call
					where model = :model and outcome = 'COMPLETED' and cost_usd is not null
					order by started_at desc limit 20) recent
				""").param("model", model).query((row, index) -> Optional.ofNullable(row.getBigDecimal(1))).single();
	}

	/**
	 * Return what the next call will cost at the most.
	 * @param model the model
	 * @return the cost, or {@code null} if the model has no price
	 */
	@Nullable BigDecimal next(String model) {
		TokenPrice price = this.prices.of(model);
		if (price == null) {
			return null;
		}
		return latest(model).orElseGet(price::costOfLargeEdit);
	}

}
