package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What is spent, as {@code GET /spending} shows it; amounts are in USD, and those that
 * are not known are {@code null}.
 *
 * @param today the running total of this UTC day
 * @param days the days with calls, newest first
 * @param budget the budget of the day, or {@code null} if none is set
 * @param pricesAsOf when the shipped prices were last compared with the provider's
 */
@JsonNaming(SnakeCaseStrategy.class)
record SpendingView(Day today, List<Day> days, @Nullable Budget budget, LocalDate pricesAsOf) {

	/**
	 * The calls that began on a day.
	 *
	 * @param day the UTC day
	 * @param calls calls to the provider
	 * @param completed those that gave a result
	 * @param costUsd what is known of their costs
	 * @param estimatedUsd what calls whose cost is not known are thought to cost at the
	 * most
	 * @param unpricedCalls calls of which not even that is known
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Day(LocalDate day, long calls, long completed, @Nullable BigDecimal costUsd,
			@Nullable BigDecimal estimatedUsd, long unpricedCalls) {

	}

	/**
	 * The budget of this UTC day.
	 *
	 * @param dailyUsd what may be spent
	 * @param spentUsd what ended calls cost, estimated where it is not known
	 * @param reservedUsd what the calls under way are thought to cost at the most
	 * @param remainingUsd what is left
	 * @param exhausted whether the next image falls back
	 * @param resetsAt when the next day begins
	 */
	@JsonNaming(SnakeCaseStrategy.class)
	record Budget(BigDecimal dailyUsd, BigDecimal spentUsd, BigDecimal reservedUsd, BigDecimal remainingUsd,
			boolean exhausted, Instant resetsAt) {

	}

}
