package io.wxomedia.job;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of jobs.
 */
final class JobRows {

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
		return new JobRecord(job(row), JobState.of(row.getString("state")), verdict, row.getBoolean("cancelled"),
				row.getString("error"), row.getString("phase"), row.getInt("items_done"), row.getInt("items_failed"),
				row.getInt("items_total"), row.getInt("fallbacks"), row.getString("fallback_reason"),
				row.getString("model"), row.getInt("attempts"), instant(row, "started_at"), instant(row, "finished_at"),
				instant(row, "expires_at"), retriedAs(row));
	}

	private static @Nullable JobId retriedAs(ResultSet row) throws SQLException {
		UUID value = row.getObject("retried_as", UUID.class);
		return (value != null) ? new JobId(value) : null;
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
