package io.wxomedia.job;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.payload.PayloadId;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finished jobs in the database, and how long they are kept.
 */
class ExpiredJobs implements KeptJobs, HeldJobs {

	private final JdbcClient jdbc;

	private final Clock clock;

	ExpiredJobs(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Return finished jobs whose time is over.
	 */
	List<Expired> expired(int limit) {
		return this.jdbc.sql(
				"select id, kind, result_payload, input_payload from job where state = 'finished' and expires_at < :now and kept = false order by expires_at limit :limit")
			.param("now", now())
			.param("limit", limit)
			.query((row, index) -> new Expired(new JobId(row.getObject("id", UUID.class)), row.getString("kind"),
					JobRows.payload(row, "result_payload"), JobRows.payload(row, "input_payload")))
			.list();
	}

	/**
	 * Delete a job whose time is over, unless that is no longer so: a re-delivery may
	 * have come in between.
	 * @return whether it is gone by this
	 */
	boolean deleteExpired(JobId id) {
		return this.jdbc.sql("""
				delete from job where id = :id and state = 'finished' and expires_at < :now and kept = false
				""").param("id", id.value()).param("now", now()).update() == 1;
	}

	@Override
	public boolean keep(JobId job, Instant until) {
		return this.jdbc.sql("""
				update job set kept = true, expires_at = greatest(expires_at, :until)
				where id = :id and state = 'finished'
				""").param("until", until.atOffset(ZoneOffset.UTC)).param("id", job.value()).update() == 1;
	}

	@Override
	public void extend(JobId job, Instant until) {
		this.jdbc.sql("""
				update job set expires_at = greatest(expires_at, :until) where id = :id and state = 'finished'
				""").param("until", until.atOffset(ZoneOffset.UTC)).param("id", job.value()).update();
	}

	@Override
	public void release(JobId job) {
		this.jdbc.sql("update job set kept = false where id = :id").param("id", job.value()).update();
	}

	Set<PayloadId> payloadsInUse() {
		return this.jdbc.sql("""
				select input_payload from job where input_payload is not null
				union select result_payload from job where result_payload is not null
				""").query(UUID.class).list().stream().map(PayloadId::new).collect(Collectors.toSet());
	}

	@Override
	public boolean hold(JobId job) {
		return this.jdbc.sql("select id from job where id = :id for update")
			.param("id", job.value())
			.query(UUID.class)
			.optional()
			.isPresent();
	}

	/**
	 * Return inputs of finished jobs whose time is over, though their job's is not.
	 */
	List<Expired> expiredInputs(int limit) {
		return this.jdbc
			.sql("select id, kind, input_payload from job where input_until < :now order by input_until limit :limit")
			.param("now", now())
			.param("limit", limit)
			.query((row, index) -> new Expired(new JobId(row.getObject("id", UUID.class)), row.getString("kind"), null,
					JobRows.payload(row, "input_payload")))
			.list();
	}

	void forgetInput(JobId id) {
		this.jdbc.sql("update job set input_payload = null, input_until = null where id = :id and state = 'finished'")
			.param("id", id.value())
			.update();
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	/**
	 * A job whose time is over.
	 *
	 * @param id the job
	 * @param kind its kind
	 * @param resultPayload its result, or {@code null}
	 * @param inputPayload its input, or {@code null}
	 */
	record Expired(JobId id, String kind, @Nullable PayloadId resultPayload, @Nullable PayloadId inputPayload) {

	}

}
