package io.wxomedia.callback;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what became of the callbacks of jobs.
 */
class DeliveryHistory {

	/**
	 * Who re-delivers again and again is shown this many of the attempts.
	 */
	private static final int MOST_ATTEMPTS = 1000;

	private final JdbcClient jdbc;

	DeliveryHistory(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<Found> find(JobId job) {
		return this.jdbc.sql("""
				select job.state as job_state, job.callback_url, delivery.state, delivery.url, delivery.body_payload
				from job left join delivery on delivery.job_id = job.id
				where job.id = :job
				""").param("job", job.value()).query((row, index) -> found(row)).optional();
	}

	/**
	 * Return the attempts in their order, the last ones if there are very many.
	 */
	List<DeliveriesView.AttemptView> attempts(JobId job) {
		List<DeliveriesView.AttemptView> attempts = new ArrayList<>(this.jdbc.sql("""
				select attempt, attempted_at, status, error, duration_ms, response_excerpt from delivery_attempt
				where job_id = :job order by attempt desc limit :most
				""").param("job", job.value()).param("most", MOST_ATTEMPTS).query((row, index) -> attempt(row)).list());
		Collections.reverse(attempts);
		return attempts;
	}

	private static Found found(ResultSet row) throws SQLException {
		UUID payload = row.getObject("body_payload", UUID.class);
		boolean finished = "finished".equals(row.getString("job_state"));
		String callbackUrl = row.getString("callback_url");
		String state = row.getString("state");
		if (state == null || callbackUrl == null) {
			return new Found(finished, (callbackUrl != null) ? "pending" : "none", callbackUrl, null);
		}
		return new Found(finished, state, row.getString("url"), (payload != null) ? new PayloadId(payload) : null);
	}

	private static DeliveriesView.AttemptView attempt(ResultSet row) throws SQLException {
		return new DeliveriesView.AttemptView(row.getInt("attempt"),
				row.getObject("attempted_at", OffsetDateTime.class).toInstant(), row.getObject("status", Integer.class),
				row.getString("error"), row.getLong("duration_ms"), row.getString("response_excerpt"));
	}

	/**
	 * The delivery of a job, which may still have to come.
	 *
	 * @param jobFinished whether the job has its verdict
	 * @param state none, pending, delivered or dead_letter
	 * @param url where it goes, or {@code null} if the job has no callback
	 * @param payload the payload that its body carries, or {@code null}
	 */
	record Found(boolean jobFinished, String state, @Nullable String url, @Nullable PayloadId payload) {

	}

}
