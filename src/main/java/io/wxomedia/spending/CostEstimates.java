package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

import io.wxomedia.recent.Recent;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says what the next call will cost at the most, by what the last ones of the same model,
 * quality and size did.
 */
class CostEstimates implements Estimates {

	/**
	 * What other instances paid is known so soon. What was paid here counts at once if it
	 * is more.
	 */
	private static final Duration KEPT = Duration.ofSeconds(10);

	private static final int MOST_KEPT = 256;

	private final JdbcClient jdbc;

	private final PriceTable prices;

	/**
	 * The greatest cost of the last calls; nothing if none is known.
	 */
	private final Recent<PricedCall, Optional<BigDecimal>> kept = new Recent<>(MOST_KEPT, KEPT);

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

	/**
	 * Take note of what a call cost.
	 */
	void paid(PricedCall call, BigDecimal cost) {
		this.kept.update(call, (most) -> Optional.of(most.map(cost::max).orElse(cost)));
	}

	private Optional<BigDecimal> latest(PricedCall call) {
		Optional<Optional<BigDecimal>> known = this.kept.get(call);
		if (known.isPresent()) {
			return known.get();
		}
		Optional<BigDecimal> most = read(call);
		this.kept.put(call, most);
		return most;
	}

	private Optional<BigDecimal> read(PricedCall call) {
		return this.jdbc.sql("""
				select max(cost_usd) from (
					select cost_usd from provider_call
					where provider = :provider and model = :model and quality = :quality and image_size = :size
						and outcome = 'COMPLETED' and cost_usd is not null
					order by provider, model, quality, image_size, started_at desc limit 20) recent
				""")
			.param("provider", call.model().provider())
			.param("model", call.model().model())
			.param("quality", call.quality())
			.param("size", call.size())
			.query((row, index) -> Optional.ofNullable(row.getBigDecimal(1)))
			.single();
	}

}
