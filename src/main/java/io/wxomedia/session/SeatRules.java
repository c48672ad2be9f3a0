package io.wxomedia.session;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.rules.CallerRules;
import io.wxomedia.rules.Seat;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@link CallerRules} of the hosts of sessions. Read anew each time, with one statement,
 * so that a change holds for the next call on whatever instance.
 */
class SeatRules implements CallerRules {

	/**
	 * What queued jobs of a paused session wait for.
	 */
	static final String PAUSED = "paused";

	/**
	 * What queued jobs of a muted seat wait for.
	 */
	static final String MUTED = "muted";

	/**
	 * What the last jobs of a session that is over wait for: they are being cancelled.
	 */
	static final String OVER = "session_ended";

	/**
	 * In this time {@link SessionJobs} has cancelled what waits in a session that ended.
	 */
	private static final Duration TO_BE_CANCELLED = Duration.ofMinutes(1);

	private final JdbcClient jdbc;

	private final SeatImages images;

	private final Clock clock;

	SeatRules(JdbcClient jdbc, SeatImages images, Clock clock) {
		this.jdbc = jdbc;
		this.images = images;
		this.clock = clock;
	}

	@Override
	public @Nullable String held(String owner) {
		return Seat.of(owner).map(this::held).orElse(null);
	}

	private @Nullable String held(Seat seat) {
		Rule rule = find(seat).orElse(null);
		if (rule == null || rule.over()) {
			return OVER;
		}
		if (rule.laidDown().paused()) {
			return PAUSED;
		}
		return rule.muted() ? MUTED : null;
	}

	/**
	 * What waited was cancelled when the session ended. What was sent at that very moment
	 * nobody may have seen, and it must not wait for ever.
	 */
	@Override
	public @Nullable String ended(String owner) {
		return Seat.of(owner)
			.filter(this::isLongOver)
			.map((seat) -> "The session is over [session_ended]")
			.orElse(null);
	}

	private boolean isLongOver(Seat seat) {
		Instant ended = find(seat).map(Rule::endsAt).orElse(Instant.MIN);
		return ended.isBefore(this.clock.instant().minus(TO_BE_CANCELLED));
	}

	@Override
	public @Nullable String begin(String owner, UUID job, int item) {
		Seat seat = Seat.of(owner).orElse(null);
		if (seat == null) {
			return null;
		}
		this.images.hold(seat);
		Integer most = find(seat).map((rule) -> rule.laidDown().imagesPerSeat()).orElse(null);
		if (most != null && !this.images.isBegun(job, item) && this.images.count(seat) >= most) {
			return limitReached(most);
		}
		this.images.begin(seat, job, item);
		return null;
	}

	static String limitReached(int most) {
		return "This seat has had its " + most + " images (images_per_seat) [seat_limit]";
	}

	@Override
	public Choices choices(String owner) {
		return Seat.of(owner)
			.flatMap(this::find)
			.map((rule) -> new Choices(rule.laidDown().model(), rule.laidDown().quality(), rule.laidDown().fallback()))
			.orElse(Choices.NONE);
	}

	@Override
	public List<Budget> budgets(String owner) {
		List<Budget> budgets = new ArrayList<>();
		Seat.of(owner).flatMap(this::find).ifPresent((rule) -> {
			BigDecimal forAll = rule.laidDown().budgetUsd();
			if (forAll != null) {
				budgets.add(new Budget(rule.seat().session().toString(), forAll, "budget_usd"));
			}
			BigDecimal forSeat = rule.laidDown().seatBudgetUsd();
			if (forSeat != null) {
				budgets.add(new Budget(owner, forSeat, "seat_budget_usd"));
			}
		});
		return budgets;
	}

	/**
	 * Return what is laid down for a seat.
	 * @param seat the seat
	 * @return the rule, or nothing if nobody has the seat
	 */
	Optional<Rule> find(Seat seat) {
		Instant now = this.clock.instant();
		return this.jdbc.sql("""
				select workshop_session.*, muted from workshop_seat
				join workshop_session on workshop_session.id = workshop_seat.session_id
				where workshop_seat.session_id = :session and number = :number
				""")
			.param("session", seat.session())
			.param("number", seat.number())
			.query((row, index) -> rule(seat, row, now))
			.optional();
	}

	private static Rule rule(Seat seat, ResultSet row, Instant now) throws SQLException {
		Instant ends = SessionTable.instant(row, (row.getObject("ended_at") != null) ? "ended_at" : "ends_at");
		boolean over = row.getObject("ended_at") != null || !ends.isAfter(now);
		return new Rule(seat, ends, over, row.getBoolean("muted"), SessionTable.laidDown(row));
	}

	/**
	 * What is laid down for a seat.
	 *
	 * @param seat the seat
	 * @param endsAt when its session ends, or ended
	 * @param over whether its session has ended
	 * @param muted whether it is muted
	 * @param laidDown what is laid down for everybody in the session
	 */
	record Rule(Seat seat, Instant endsAt, boolean over, boolean muted, Session.LaidDown laidDown) {
	}

}
