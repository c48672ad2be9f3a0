package io.wxomedia.callback;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.job.JobId;
import io.wxomedia.job.JobRecord;
import io.wxomedia.job.JobRecords;
import io.wxomedia.job.JobState;
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

	private final JobRecords jobs;

	DeliveryHistory(JdbcClient jdbc, JobRecords jobs) {
		this.jdbc = jdbc;
		this.jobs = jobs;
	}

	Optional<Found> find(JobId job) {
		return this.jobs.find(job).map(this::found);
	}

	private Found found(JobRecord job) {
		if (job.job().callbackUrl() == null) {
			// What is fixed for those who wait for it is no callback.
			return toCome(job);
		}
		return this.jdbc.sql("select state, url, body_payload, attempts from delivery where job_id = :job")
			.param("job", job.job().id().value())
			.query((row, index) -> found(job, row))
			.optional()
			.orElseGet(() -> toCome(job));
	}

	/**
	 * Return the attempts in their order, the last ones if there are very many.
	 * @param made how many had been made when the delivery was found: a later one may
	 * have given it another state
	 */
	List<DeliveriesView.AttemptView> attempts(JobId job, int made) {
		List<DeliveriesView.AttemptView> attempts = new ArrayList<>(this.jdbc
			.sql("""
					select attempt, attempted_at, status, error, trouble, duration_ms, response_excerpt from delivery_attempt
					where job_id = :job and attempt <= :made order by attempt desc limit :most
					""")
			.param("job", job.value())
			.param("made", made)
			.param("most", MOST_ATTEMPTS)
			.query((row, index) -> attempt(row))
			.list());
		Collections.reverse(attempts);
		return attempts;
	}

	private static Found found(JobRecord job, ResultSet row) throws SQLException {
		UUID payload = row.getObject("body_payload", UUID.class);
		return new Found(isFinished(job), row.getString("state"), row.getString("url"),
				(payload != null) ? new PayloadId(payload) : null, row.getInt("attempts"));
	}

	private static Found toCome(JobRecord job) {
		URI url = job.job().callbackUrl();
		return new Found(isFinished(job), (url != null) ? "pending" : "none", (url != null) ? url.toString() : null,
				null, 0);
	}

	private static boolean isFinished(JobRecord job) {
		return job.state() == JobState.FINISHED;
	}

	private static DeliveriesView.AttemptView attempt(ResultSet row) throws SQLException {
		Integer status = row.getObject("status", Integer.class);
		return new DeliveriesView.AttemptView(row.getInt("attempt"),
				row.getObject("attempted_at", OffsetDateTime.class).toInstant(), status, row.getString("error"),
				Advice.of(status, row.getString("trouble")), row.getLong("duration_ms"),
				row.getString("response_excerpt"));
	}

	/**
	 * The delivery of a job, which may still have to come.
	 *
	 * @param jobFinished whether the job has its verdict
	 * @param state none, pending, delivered or dead_letter
	 * @param url where it goes, or {@code null} if the job has no callback
	 * @param payload the payload that its body carries, or {@code null}
	 * @param attempts how many attempts were made
	 */
	record Found(boolean jobFinished, String state, @Nullable String url, @Nullable PayloadId payload, int attempts) {

	}

}
