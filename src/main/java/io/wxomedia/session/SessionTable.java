package io.wxomedia.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.rules.Seat;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The sessions and their seats in the database.
 */
class SessionTable {

	private static final String SELECT = """
			select workshop_session.*, (
				select count(*) from workshop_seat where workshop_seat.session_id = workshop_session.id) as taken
			from workshop_session
			""";

	private final JdbcClient jdbc;

	SessionTable(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	void insert(Session session) {
		Session.LaidDown laidDown = session.laidDown();
		this.jdbc.sql("""
				insert into workshop_session (id, name, join_code, seats, starts_at, ends_at, paused, model, quality,
					fallback, budget_usd, seat_budget_usd, images_per_seat)
				values (:id, :name, :code, :seats, :starts, :ends, :paused, :model, :quality, :fallback, :budget,
					:seatBudget, :images)
				""")
			.param("id", session.id())
			.param("name", session.name())
			.param("code", session.joinCode())
			.param("seats", session.seats())
			.param("starts", utc(session.startsAt()))
			.param("ends", utc(session.endsAt()))
			.param("paused", laidDown.paused())
			.param("model", laidDown.model())
			.param("quality", laidDown.quality())
			.param("fallback", laidDown.fallback(), Types.BOOLEAN)
			.param("budget", laidDown.budgetUsd(), Types.NUMERIC)
			.param("seatBudget", laidDown.seatBudgetUsd(), Types.NUMERIC)
			.param("images", laidDown.imagesPerSeat(), Types.INTEGER)
			.update();
	}

	/**
	 * Return all sessions, newest first.
	 */
	List<Session> all() {
		return this.jdbc.sql(SELECT + "order by starts_at desc, id").query((row, index) -> session(row)).list();
	}

	Optional<Session> find(UUID id) {
		return this.jdbc.sql(SELECT + "where id = :id").param("id", id).query((row, index) -> session(row)).optional();
	}

	Optional<Session> findByCode(String code) {
		return this.jdbc.sql(SELECT + "where join_code = :code")
			.param("code", code)
			.query((row, index) -> session(row))
			.optional();
	}

	/**
	 * Hold a session until the caller's transaction ends.
	 */
	void hold(UUID id) {
		this.jdbc.sql("select id from workshop_session where id = :id for update")
			.param("id", id)
			.query(UUID.class)
			.optional();
	}

	void change(UUID id, Session.LaidDown laidDown, Instant endsAt) {
		this.jdbc.sql("""
				update workshop_session set paused = :paused, model = :model, quality = :quality, fallback = :fallback,
					budget_usd = :budget, seat_budget_usd = :seatBudget, ends_at = :ends
				where id = :id
				""")
			.param("paused", laidDown.paused())
			.param("model", laidDown.model())
			.param("quality", laidDown.quality())
			.param("fallback", laidDown.fallback(), Types.BOOLEAN)
			.param("budget", laidDown.budgetUsd(), Types.NUMERIC)
			.param("seatBudget", laidDown.seatBudgetUsd(), Types.NUMERIC)
			.param("ends", utc(endsAt))
			.param("id", id)
			.update();
	}

	void end(UUID id, Instant now) {
		this.jdbc.sql("update workshop_session set ended_at = :now where id = :id and ended_at is null")
			.param("now", utc(now))
			.param("id", id)
			.update();
	}

	/**
	 * Return the sessions that are over and whose queued jobs may not all be cancelled.
	 */
	List<Session> toBeClosed(Instant now) {
		return this.jdbc
			.sql(SELECT + "where closed_at is null and (ended_at is not null or ends_at <= :now) order by id")
			.param("now", utc(now))
			.query((row, index) -> session(row))
			.list();
	}

	void closed(UUID id, Instant now) {
		this.jdbc.sql("""
				update workshop_session set closed_at = :now, ended_at = coalesce(ended_at, ends_at) where id = :id
				""").param("now", utc(now)).param("id", id).update();
	}

	/**
	 * Begin a session's removal, or go on with it, unless somebody else does.
	 * @param holder who removes it from now on
	 * @param until when others may go on with it
	 * @return {@code false} if somebody else removes it, or it is gone
	 */
	boolean claimRemoval(UUID id, UUID holder, Instant now, Instant until) {
		return this.jdbc.sql("""
				update workshop_session set removed_at = coalesce(removed_at, :now), removal_holder = :holder,
					removal_until = :until
				where id = :id and (removal_until is null or removal_until <= :now)
				""")
			.param("now", utc(now))
			.param("holder", holder)
			.param("until", utc(until))
			.param("id", id)
			.update() == 1;
	}

	/**
	 * Keep a session's removal to oneself for longer.
	 * @return {@code false} if somebody else has taken it over, or the session is gone
	 */
	boolean renewRemoval(UUID id, UUID holder, Instant until) {
		return this.jdbc
			.sql("update workshop_session set removal_until = :until where id = :id and removal_holder = :holder")
			.param("until", utc(until))
			.param("id", id)
			.param("holder", holder)
			.update() == 1;
	}

	/**
	 * Let others go on with a session's removal at once.
	 */
	void releaseRemoval(UUID id, UUID holder) {
		this.jdbc.sql("""
				update workshop_session set removal_until = null, removal_holder = null
				where id = :id and removal_holder = :holder
				""").param("id", id).param("holder", holder).update();
	}

	/**
	 * Return the sessions whose removal began and is nobody's now.
	 */
	List<Session> toBeRemoved(Instant now) {
		return this.jdbc.sql(SELECT + """
				where removed_at is not null and (removal_until is null or removal_until <= :now)
				order by removed_at, id
				""").param("now", utc(now)).query((row, index) -> session(row)).list();
	}

	void delete(UUID id) {
		this.jdbc.sql("delete from workshop_session where id = :id").param("id", id).update();
	}

	void insert(TakenSeat taken, String keyDigest) {
		this.jdbc.sql("""
				insert into workshop_seat (session_id, number, name, key_digest, joined_at, muted)
				values (:session, :number, :name, :digest, :now, :muted)
				""")
			.param("session", taken.seat().session())
			.param("number", taken.seat().number())
			.param("name", taken.name())
			.param("digest", keyDigest)
			.param("now", utc(taken.joinedAt()))
			.param("muted", taken.muted())
			.update();
	}

	List<TakenSeat> seats(UUID session) {
		return this.jdbc.sql("select * from workshop_seat where session_id = :session order by number")
			.param("session", session)
			.query((row, index) -> seat(row))
			.list();
	}

	/**
	 * Mute a seat, or let it speak again.
	 * @return whether somebody has it
	 */
	boolean mute(Seat seat, boolean muted) {
		return this.jdbc.sql("update workshop_seat set muted = :muted where session_id = :session and number = :number")
			.param("muted", muted)
			.param("session", seat.session())
			.param("number", seat.number())
			.update() == 1;
	}

	private static Session session(ResultSet row) throws SQLException {
		return new Session(row.getObject("id", UUID.class), row.getString("name"), row.getString("join_code"),
				row.getInt("seats"), row.getInt("taken"), instant(row, "starts_at"), instant(row, "ends_at"),
				(row.getObject("ended_at") != null) ? instant(row, "ended_at") : null, laidDown(row));
	}

	static Session.LaidDown laidDown(ResultSet row) throws SQLException {
		return new Session.LaidDown(row.getBoolean("paused"), row.getString("model"), row.getString("quality"),
				row.getObject("fallback", Boolean.class), Amounts.plain(row.getBigDecimal("budget_usd")),
				Amounts.plain(row.getBigDecimal("seat_budget_usd")), row.getObject("images_per_seat", Integer.class));
	}

	private static TakenSeat seat(ResultSet row) throws SQLException {
		return new TakenSeat(new Seat(row.getObject("session_id", UUID.class), row.getInt("number")),
				row.getString("name"), instant(row, "joined_at"), row.getBoolean("muted"));
	}

	static Instant instant(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	static OffsetDateTime utc(Instant moment) {
		return moment.atOffset(ZoneOffset.UTC);
	}

}
