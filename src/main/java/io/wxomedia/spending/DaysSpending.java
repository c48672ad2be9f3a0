package io.wxomedia.spending;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.rules.CallerRules;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Adds up the ledger by UTC day. A call belongs to the day on which it began.
 */
class DaysSpending implements Spending {

	/**
	 * A call that was begun longer ago and is still open has lost its process: nobody
	 * waits for its end, and it counts as paid for.
	 */
	static final Duration LONGEST_CALL = Duration.ofMinutes(6);

	/**
	 * A call that was not noted as being sent was not made, once that is certain: it was
	 * written down, or it was begun too long ago.
	 */
	private static final String MADE = """
			and not (outcome = 'STARTED' and sent_at is null and (finished_at is not null or started_at <= :fresh))
			""";

	private static final String COMMITTED = """
			select
				coalesce(sum(case when outcome = 'STARTED' and started_at > :fresh then 0
					else coalesce(cost_usd, estimate_usd, 0) end), 0) as spent,
				coalesce(sum(case when outcome = 'STARTED' and started_at > :fresh
					then coalesce(estimate_usd, 0) else 0 end), 0) as reserved
			from provider_call where
			""";

	private final JdbcClient jdbc;

	private final SettledSpending settled;

	DaysSpending(JdbcClient jdbc) {
		this.jdbc = jdbc;
		this.settled = new SettledSpending(jdbc);
	}

	static LocalDate dayOf(Instant moment) {
		return moment.atOffset(ZoneOffset.UTC).toLocalDate();
	}

	/**
	 * Return what a day's budget is used by.
	 * @param now the moment
	 * @return what is spent and what is reserved
	 */
	Commitment committed(Instant now) {
		LocalDate day = dayOf(now);
		SettledSpending.Sum settled = this.settled.of(day, now);
		return this.jdbc.sql(COMMITTED + "billing_day = :day and started_at >= :from\n" + MADE)
			.param("fresh", fresh(now))
			.param("day", day)
			.param("from", settled.until().atOffset(ZoneOffset.UTC))
			.query((row, index) -> new Commitment(settled.usd().add(row.getBigDecimal("spent")),
					row.getBigDecimal("reserved")))
			.single();
	}

	/**
	 * Return what the budget of some callers is used by, on whatever day.
	 * @param budget the budget
	 * @param now the moment
	 * @return what is spent and what is reserved
	 */
	Commitment committed(CallerRules.Budget budget, Instant now) {
		return this.jdbc.sql(COMMITTED + (budget.isShared() ? "owner_group" : "owner") + " = :payer\n" + MADE)
			.param("fresh", fresh(now))
			.param("payer", budget.payer())
			.query((row, index) -> new Commitment(row.getBigDecimal("spent"), row.getBigDecimal("reserved")))
			.single();
	}

	@Override
	public Map<String, BigDecimal> ofCallers(String group) {
		return this.jdbc.sql("""
				select owner, sum(cost_usd) as cost from provider_call
				where owner_group = :group and cost_usd is not null group by owner
				""")
			.param("group", group)
			.query((row, index) -> Map.entry(row.getString("owner"), row.getBigDecimal("cost")))
			.list()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (cost) -> cost.getValue().stripTrailingZeros()));
	}

	private static OffsetDateTime fresh(Instant now) {
		return now.minus(LONGEST_CALL).atOffset(ZoneOffset.UTC);
	}

	/**
	 * Return the days on which something was called.
	 * @param since the first day
	 * @param now the moment
	 * @return the days, newest first
	 */
	List<Day> days(LocalDate since, Instant now) {
		return this.jdbc.sql("""
				select billing_day, count(*) as calls,
					count(case when outcome = 'COMPLETED' then 1 end) as completed,
					sum(cost_usd) as cost,
					sum(case when cost_usd is null then estimate_usd end) as estimated,
					count(case when cost_usd is null and estimate_usd is null then 1 end) as unpriced
				from provider_call where billing_day >= :since
				""" + MADE + """
				group by billing_day order by billing_day desc
				""").param("since", since).param("fresh", fresh(now)).query((row, index) -> day(row)).list();
	}

	@Override
	public Map<Integer, BigDecimal> ofItems(UUID job, int after, int count) {
		return this.jdbc.sql("""
				select item, sum(cost_usd) as cost from provider_call
				where job_id = :job and item > :after and item <= :last and cost_usd is not null
				group by item
				""")
			.param("job", job)
			.param("after", after)
			.param("last", after + count)
			.query((row, index) -> Map.entry(row.getInt("item"), row.getBigDecimal("cost")))
			.list()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (cost) -> cost.getValue().stripTrailingZeros()));
	}

	@Override
	public Optional<BigDecimal> ofJob(UUID job) {
		return this.jdbc.sql("select sum(cost_usd) from provider_call where job_id = :job")
			.param("job", job)
			.query((row, index) -> Optional.ofNullable(plain(row.getBigDecimal(1))))
			.single();
	}

	/**
	 * Return the model that was called last.
	 * @return the model, or nothing if there was no call
	 */
	Optional<ProviderModel> latestModel() {
		return this.jdbc.sql("select provider, model from provider_call order by started_at desc limit 1")
			.query((row, index) -> new ProviderModel(row.getString("provider"), row.getString("model")))
			.optional();
	}

	private static Day day(ResultSet row) throws SQLException {
		return new Day(row.getObject("billing_day", LocalDate.class), row.getLong("calls"), row.getLong("completed"),
				plain(row.getBigDecimal("cost")), plain(row.getBigDecimal("estimated")), row.getLong("unpriced"));
	}

	/**
	 * Leave out the zeros at the end, which say nothing, and exponents.
	 */
	static @Nullable BigDecimal plain(@Nullable BigDecimal amount) {
		if (amount == null) {
			return null;
		}
		BigDecimal stripped = amount.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

	/**
	 * What a day's budget is used by.
	 *
	 * @param spent what ended calls cost, estimated where it is not known
	 * @param reserved what calls under way are thought to cost at the most
	 */
	record Commitment(BigDecimal spent, BigDecimal reserved) {

	}

	/**
	 * The calls of a day.
	 *
	 * @param day the UTC day
	 * @param calls all calls
	 * @param completed those that gave a result
	 * @param costUsd the sum of the known costs, or {@code null} if none is known
	 * @param estimatedUsd the sum of the estimates of calls whose cost is not known
	 * @param unpricedCalls calls with neither
	 */
	record Day(LocalDate day, long calls, long completed, @Nullable BigDecimal costUsd,
			@Nullable BigDecimal estimatedUsd, long unpricedCalls) {

	}

}
