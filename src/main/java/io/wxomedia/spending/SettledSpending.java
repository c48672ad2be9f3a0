package io.wxomedia.spending;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the calls of a day cost that began some minutes ago: remembered, and added to each
 * minute, so that a budget can be looked at before each call without adding up the day.
 * What such a call costs changes hardly any more; a count of the whole day sees it, each
 * minute while the day has few calls, and after a millisecond for each of many.
 * Thread-safe.
 */
class SettledSpending {

	/**
	 * After the longest call, and what clocks may differ.
	 */
	private static final Duration SETTLED_AFTER = DaysSpending.LONGEST_CALL.plusMinutes(1);

	/**
	 * So a second counts a thousand calls at most, as long as they are many.
	 */
	private static final Duration COUNTED_AGAIN_AFTER_EACH = Duration.ofMillis(1);

	private final JdbcClient jdbc;

	/**
	 * Not locked while the database is asked: who asks may hold a connection for which
	 * another one waits. Two who ask at once find the same.
	 */
	private final AtomicReference<@Nullable Sum> last = new AtomicReference<>();

	SettledSpending(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Return what is settled of a day.
	 * @param day the UTC day
	 * @param now the moment
	 * @return the sum, and up to when calls began that it counts
	 */
	Sum of(LocalDate day, Instant now) {
		Instant until = now.minus(SETTLED_AFTER).truncatedTo(ChronoUnit.MINUTES);
		Sum known = this.last.get();
		if (known != null && known.until().equals(until) && known.day().equals(day)) {
			return known;
		}
		Sum next = (known != null && known.isPartOf(day, until)) ? known.with(sum(day, known.until(), until))
				: sum(day, Instant.EPOCH, until);
		this.last.set(next);
		return next;
	}

	private Sum sum(LocalDate day, Instant from, Instant until) {
		return this.jdbc.sql("""
				select count(*) as calls, coalesce(sum(coalesce(cost_usd, estimate_usd)), 0) as usd from provider_call
				where billing_day = :day and started_at >= :from and started_at < :until
					and not (outcome = 'STARTED' and sent_at is null)
				""")
			.param("day", day)
			.param("from", from.atOffset(ZoneOffset.UTC))
			.param("until", until.atOffset(ZoneOffset.UTC))
			.query((row, index) -> new Sum(day, until, until, row.getLong("calls"), row.getBigDecimal("usd")))
			.single();
	}

	/**
	 * What the first calls of a day cost.
	 *
	 * @param day the UTC day
	 * @param counted up to when calls began that were counted last
	 * @param until up to when calls began, without those that began then
	 * @param calls how many there are
	 * @param usd what they cost, by estimates where that is not known
	 */
	record Sum(LocalDate day, Instant counted, Instant until, long calls, BigDecimal usd) {

		private boolean isPartOf(LocalDate other, Instant end) {
			return this.day.equals(other) && !end.isBefore(this.until)
					&& end.isBefore(this.counted.plus(COUNTED_AGAIN_AFTER_EACH.multipliedBy(this.calls)));
		}

		private Sum with(Sum later) {
			return new Sum(this.day, this.counted, later.until(), this.calls + later.calls(),
					this.usd.add(later.usd()));
		}

	}

}
