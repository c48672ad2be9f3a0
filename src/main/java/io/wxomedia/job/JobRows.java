package io.wxomedia.job;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of jobs.
 */
final class JobRows {

	/**
	 * What a run knows of its job.
	 */
	static final String[] OF_A_RUN = { "id", "owner", "kind", "filename", "request", "input_payload", "result",
			"result_payload", "callback_url", "created_at", "trace_parent", "trace_state", "request_id", "run",
			"crashes", "started_at", "worked_ms", "cancelled", "phase", "attempts", "retries" };

	private JobRows() {
	}

	static Job job(ResultSet row) throws SQLException {
		String callback = row.getString("callback_url");
		return new Job(new JobId(row.getObject("id", UUID.class)), row.getString("owner"), row.getString("kind"),
				row.getString("filename"), row.getString("request"), payload(row, "input_payload"),
				row.getString("result"), payload(row, "result_payload"),
				(callback != null) ? URI.create(callback) : null,
				row.getObject("created_at", OffsetDateTime.class).toInstant());
	}

	static JobRecord record(ResultSet row) throws SQLException {
		String verdict = row.getString("verdict");
		JobState state = JobState.of(row.getString("state"));
		// What stands there of a job that goes on is of its last wait.
		boolean waits = state == JobState.QUEUED && row.getString("phase") != null;
		return new JobRecord(job(row), state, verdict, row.getBoolean("cancelled"), row.getString("error"),
				row.getString("phase"), row.getInt("items_done"), row.getInt("items_failed"), row.getInt("items_total"),
				row.getInt("fallbacks"), row.getString("fallback_reason"), row.getString("model"),
				row.getInt("attempts"), instant(row, "started_at"), instant(row, "finished_at"),
				instant(row, "expires_at"), waits ? instant(row, "waits_until") : null, retriedAs(row));
	}

	private static @Nullable JobId retriedAs(ResultSet row) throws SQLException {
		UUID value = row.getObject("retried_as", UUID.class);
		return (value != null) ? new JobId(value) : null;
	}

	/**
	 * Read what a change of a row returns. PostgreSQL's driver gives its moments as
	 * {@link Timestamp}, H2's as {@link OffsetDateTime}. What never began, since it was
	 * cancelled while it was queued, has worked from now on: for no time.
	 */
	static JobLife.Begun begun(Map<String, @Nullable Object> row, Instant now) {
		String callback = (String) row.get("callback_url");
		Job job = new Job(new JobId((UUID) value(row, "id")), (String) value(row, "owner"), (String) value(row, "kind"),
				(String) row.get("filename"), (String) value(row, "request"), payload(row.get("input_payload")),
				(String) row.get("result"), payload(row.get("result_payload")),
				(callback != null) ? URI.create(callback) : null, moment(value(row, "created_at")));
		Optional<Origin> origin = TraceParent.parse((String) row.get("trace_parent"), (String) row.get("trace_state"))
			.map((trace) -> new Origin(trace, (String) row.get("request_id")));
		Object started = row.get("started_at");
		return new JobLife.Begun(job, number(row, "run"), number(row, "crashes"),
				(started != null) ? moment(started) : now,
				Duration.ofMillis(((Number) value(row, "worked_ms")).longValue()), (Boolean) value(row, "cancelled"),
				(String) row.get("phase"), number(row, "attempts"), (Boolean) value(row, "retries"),
				origin.orElse(null));
	}

	private static Object value(Map<String, @Nullable Object> row, String column) {
		return Objects.requireNonNull(row.get(column), column);
	}

	private static int number(Map<String, @Nullable Object> row, String column) {
		return ((Number) value(row, column)).intValue();
	}

	private static @Nullable PayloadId payload(@Nullable Object value) {
		return (value != null) ? new PayloadId((UUID) value) : null;
	}

	private static Instant moment(Object value) {
		return (value instanceof Timestamp moment) ? moment.toInstant() : ((OffsetDateTime) value).toInstant();
	}

	static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	static @Nullable PayloadId payload(ResultSet row, String column) throws SQLException {
		UUID value = row.getObject(column, UUID.class);
		return (value != null) ? new PayloadId(value) : null;
	}

}
