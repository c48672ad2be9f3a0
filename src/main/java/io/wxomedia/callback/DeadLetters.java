package io.wxomedia.callback;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the callbacks that were given up, page by page.
 */
class DeadLetters {

	private static final String SELECTED = """
			select delivery.job_id, delivery.url, delivery.verdict, delivery.attempts, delivery.last_error,
				delivery.finished_at, delivery.body_payload
			from delivery
			where delivery.state = 'dead_letter'
				and (cast(:owner as varchar) is null or delivery.owner = :owner)
				and (cast(:host as varchar) is null or delivery.host = :host)
				and (cast(:after as timestamp with time zone) is null or delivery.finished_at > :after)
				and (cast(:before as timestamp with time zone) is null or delivery.finished_at < :before)
				and (cast(:since as timestamp with time zone) is null
			""";

	private static final String NEWEST_FIRST = SELECTED + """
					or delivery.finished_at < :since or (delivery.finished_at = :since and delivery.job_id < :job))
			order by delivery.finished_at desc, delivery.job_id desc limit :limit
			""";

	private static final String OLDEST_FIRST = SELECTED + """
					or delivery.finished_at > :since or (delivery.finished_at = :since and delivery.job_id > :job))
			order by delivery.finished_at, delivery.job_id limit :limit
			""";

	private final JdbcClient jdbc;

	DeadLetters(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Return a page of a list that begins with the newest.
	 * @param filter which ones
	 * @param after the place of the last one seen, or {@code null} to begin
	 * @param limit how many at the most
	 */
	List<DeadLetter> newest(DeadLetterFilter filter, DeadLetter.@Nullable Place after, int limit) {
		return page(NEWEST_FIRST, filter, after, limit);
	}

	/**
	 * Return a page of a list that begins with the oldest.
	 * @param filter which ones
	 * @param after the place of the last one seen, or {@code null} to begin
	 * @param limit how many at the most
	 */
	List<DeadLetter> oldest(DeadLetterFilter filter, DeadLetter.@Nullable Place after, int limit) {
		return page(OLDEST_FIRST, filter, after, limit);
	}

	private List<DeadLetter> page(String sql, DeadLetterFilter filter, DeadLetter.@Nullable Place after, int limit) {
		return this.jdbc.sql(sql)
			.param("owner", filter.owner())
			.param("host", filter.host())
			.param("after", utc(filter.after()))
			.param("before", utc(filter.before()))
			.param("since", (after != null) ? utc(after.since()) : null)
			.param("job", (after != null) ? after.job().value() : null)
			.param("limit", limit)
			.query((row, index) -> deadLetter(row))
			.list();
	}

	private static DeadLetter deadLetter(ResultSet row) throws SQLException {
		UUID payload = row.getObject("body_payload", UUID.class);
		return new DeadLetter(new JobId(row.getObject("job_id", UUID.class)), row.getString("url"),
				row.getString("verdict"), row.getInt("attempts"), row.getString("last_error"),
				row.getObject("finished_at", OffsetDateTime.class).toInstant(),
				(payload != null) ? new PayloadId(payload) : null);
	}

	private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
		return (instant != null) ? instant.atOffset(ZoneOffset.UTC) : null;
	}

}
