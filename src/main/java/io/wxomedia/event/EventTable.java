package io.wxomedia.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The log in the database. An event is written without a number, which {@link Numbering}
 * gives it.
 */
class EventTable {

	private static final int ASKED_AT_ONCE = 500;

	private final JdbcClient jdbc;

	private final JdbcOperations operations;

	private final Numbering numbering;

	private final JsonMapper json;

	private final Clock clock;

	EventTable(JdbcOperations operations, Numbering numbering, JsonMapper json, Clock clock) {
		this.jdbc = JdbcClient.create(operations);
		this.operations = operations;
		this.numbering = numbering;
		this.json = json;
		this.clock = clock;
	}

	void insert(NewEvent... events) {
		OffsetDateTime now = this.clock.instant().atOffset(ZoneOffset.UTC);
		StringBuilder rows = new StringBuilder();
		Object[] values = new Object[6 * events.length];
		int index = 0;
		for (NewEvent event : events) {
			rows.append(rows.isEmpty() ? "" : ", ").append("(?, ?, ?, ?, ?, ?)");
			values[index++] = event.job();
			values[index++] = event.owner();
			values[index++] = event.type().word();
			values[index++] = now;
			values[index++] = this.json.writeValueAsString(event.data());
			values[index++] = event.last();
		}
		this.operations.update("insert into job_event (job_id, owner, type, at, data, last_so_far) values " + rows,
				values);
	}

	/**
	 * Give a number to every event that is committed and has none, and is not just being
	 * deleted with its job.
	 */
	void number() {
		this.numbering.number();
	}

	/**
	 * Return the greatest number that was given so far.
	 */
	long end() {
		return this.jdbc.sql("select last_seq from job_event_end where id = 1").query(Long.class).single();
	}

	/**
	 * Return the events of a scope after a number, the oldest first.
	 */
	List<Event> after(EventScope scope, long seq, int limit) {
		JdbcClient.StatementSpec query = this.jdbc
			.sql("select * from job_event where seq > :seq" + condition(scope) + " order by seq limit :limit")
			.param("seq", seq)
			.param("limit", limit);
		Object value = value(scope);
		return ((value != null) ? query.param("value", value) : query).query((row, index) -> event(row)).list();
	}

	/**
	 * Return the newest numbered event of a scope that is one job.
	 */
	Optional<Event> newest(EventScope scope) {
		return this.jdbc
			.sql("select * from job_event where seq is not null" + condition(scope) + " order by seq desc limit 1")
			.param("value", value(scope))
			.query((row, index) -> event(row))
			.optional();
	}

	/**
	 * Return those of some jobs of which there are events. A deleted job has none.
	 */
	Set<UUID> jobsAmong(Collection<UUID> jobs) {
		Set<UUID> found = new HashSet<>();
		List<UUID> all = List.copyOf(jobs);
		for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
			List<UUID> there = this.jdbc.sql("select distinct job_id from job_event where job_id in (:jobs)")
				.param("jobs", all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE)))
				.query(UUID.class)
				.list();
			found.addAll(there);
		}
		return found;
	}

	private static String condition(EventScope scope) {
		if (scope instanceof EventScope.OfWork) {
			return " and job_id = :value and type <> 'delivery'";
		}
		if (scope instanceof EventScope.OfJob) {
			return " and job_id = :value";
		}
		return (scope instanceof EventScope.OfOwner) ? " and owner = :value" : "";
	}

	private static @Nullable Object value(EventScope scope) {
		return (scope instanceof EventScope.OfOwner one) ? one.owner() : scope.only();
	}

	private static Event event(ResultSet row) throws SQLException {
		return new Event(row.getLong("seq"), row.getObject("job_id", UUID.class), row.getString("owner"),
				EventType.of(row.getString("type")), row.getObject("at", OffsetDateTime.class).toInstant(),
				row.getString("data"), row.getBoolean("last_so_far"));
	}

}
