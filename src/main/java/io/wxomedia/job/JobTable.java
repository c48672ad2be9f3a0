package io.wxomedia.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.wxomedia.payload.PayloadId;
import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceParent;
import io.wxomedia.trace.TraceScope;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The jobs in the database. Every change is conditional: on the state, and once a job
 * runs on the run that makes it.
 */
class JobTable implements OpenJobs, KeptJobs, HeldJobs {

	private final JdbcClient jdbc;

	private final Clock clock;

	JobTable(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	void insert(JobId id, NewJob job) {
		Optional<Origin> origin = TraceScope.current();
		this.jdbc.sql("""
				insert into job (id, kind, state, cancelled, filename, callback_url, owner, request, input_payload,
					items_done, items_failed, items_total, fallbacks, run, attempts, crashes, worked_ms, created_at,
					trace_parent, trace_state, request_id, input_bytes, result_bytes)
				values (:id, :kind, 'queued', false, :filename, :callback, :owner, :request, :input,
					0, 0, :total, 0, 0, 0, 0, 0, :now, :trace, :state, :asked, :inputBytes, :resultBytes)
				""")
			.param("id", id.value())
			.param("kind", job.kind())
			.param("filename", job.filename())
			.param("callback", (job.callbackUrl() != null) ? job.callbackUrl().toString() : null)
			.param("owner", job.owner())
			.param("request", job.request())
			.param("input", (job.input() != null) ? job.input().value() : null)
			.param("total", job.itemsTotal())
			.param("now", now())
			.param("trace", origin.map((from) -> from.trace().header()).orElse(null))
			.param("state", origin.map((from) -> from.trace().state()).orElse(null))
			.param("asked", origin.map(Origin::requestId).orElse(null))
			.param("inputBytes", job.room().inputBytes())
			.param("resultBytes", job.room().resultBytes())
			.update();
	}

	/**
	 * Return where a job comes from.
	 * @return the trace and the request; nothing if there is no such job, or if it was
	 * accepted by a version that did not note it
	 */
	Optional<Origin> origin(JobId id) {
		return this.jdbc.sql("select trace_parent, trace_state, request_id from job where id = :id")
			.param("id", id.value())
			.query((row, index) -> {
				String requestId = row.getString("request_id");
				return TraceParent.parse(row.getString("trace_parent"), row.getString("trace_state"))
					.map((trace) -> new Origin(trace, requestId));
			})
			.optional()
			.flatMap((found) -> found);
	}

	/**
	 * Return what the jobs that are not finished take. The index on the state holds all
	 * that is summed up, so no row of a job is read for it.
	 */
	JobSpace space() {
		return this.jdbc.sql("""
				select count(case when state = 'queued' then 1 end) queued,
					coalesce(sum(case when state = 'queued' then input_bytes end), 0) waiting,
					coalesce(sum(result_bytes), 0) results
				from job where state in ('queued', 'running')
				""")
			.query((row, index) -> new JobSpace(row.getInt("queued"), row.getLong("waiting"), row.getLong("results")))
			.single();
	}

	Backlog backlog() {
		return this.jdbc.sql("""
				select count(case when state = 'queued' then 1 end) queued,
					count(case when state = 'running' then 1 end) running,
					min(case when state = 'queued' then created_at end) oldest
				from job where state in ('queued', 'running')
				""")
			.query((row, index) -> new Backlog(row.getInt("queued"), row.getInt("running"), instant(row, "oldest")))
			.single();
	}

	/**
	 * Begin the next run of a job.
	 * @return the run, or nothing if the job is finished or gone
	 */
	Optional<Begun> begin(JobId id) {
		// A job that is found running was left by a process that died.
		int begun = this.jdbc.sql("""
				update job set run = run + 1, started_at = coalesce(started_at, :now),
					crashes = crashes + case when state = 'running' then 1 else 0 end, state = 'running'
				where id = :id and state in ('queued', 'running')
				""").param("now", now()).param("id", id.value()).update();
		return (begun == 0) ? Optional.empty() : begun(id);
	}

	private Optional<Begun> begun(JobId id) {
		return this.jdbc.sql("select * from job where id = :id").param("id", id.value()).query((row, index) -> {
			Instant started = instant(row, "started_at");
			return new Begun(job(row), row.getInt("run"), row.getInt("crashes"),
					(started != null) ? started : this.clock.instant(), Duration.ofMillis(row.getLong("worked_ms")),
					row.getBoolean("cancelled"));
		}).optional();
	}

	/**
	 * Take a job that is not finished away from whoever works on it, for good: the run
	 * that begins by this is its last one.
	 * @return the run, or nothing if the job is finished, gone or taken already
	 */
	Optional<Begun> cancel(JobId id) {
		int taken = this.jdbc.sql("""
				update job set run = run + 1, state = 'cancelling', cancelled = true, phase = null
				where id = :id and state in ('queued', 'running')
				""").param("id", id.value()).update();
		return (taken == 0) ? Optional.empty() : begun(id);
	}

	/**
	 * Begin another run of a job whose cancelling was broken off.
	 * @return the run, or nothing if there is no such job
	 */
	Optional<Begun> resumeCancelling(JobId id) {
		int taken = this.jdbc.sql("update job set run = run + 1 where id = :id and state = 'cancelling'")
			.param("id", id.value())
			.update();
		return (taken == 0) ? Optional.empty() : begun(id);
	}

	/**
	 * Return those of some jobs that were cancelled.
	 */
	List<JobId> cancelled(Collection<JobId> ids) {
		return this.jdbc.sql("select id from job where id in (:ids) and cancelled = true")
			.param("ids", ids.stream().map(JobId::value).toList())
			.query(UUID.class)
			.list()
			.stream()
			.map(JobId::new)
			.toList();
	}

	boolean hold(JobId id, int run) {
		return this.jdbc
			.sql("select id from job where id = :id and run = :run and state in ('running', 'cancelling') for update")
			.param("id", id.value())
			.param("run", run)
			.query(UUID.class)
			.optional()
			.isPresent();
	}

	boolean countAttempt(JobId id, int run, String model) {
		return this.jdbc.sql(
				"update job set attempts = attempts + 1, phase = 'editing', model = :model where id = :id and run = :run and state = 'running'")
			.param("model", model)
			.param("id", id.value())
			.param("run", run)
			.update() == 1;
	}

	boolean show(JobId id, int run, JobRun.Progress progress) {
		return this.jdbc.sql("""
				update job set phase = :phase, items_done = :done, items_failed = :failed, items_total = :total,
					fallbacks = :fallbacks
				where id = :id and run = :run and state = 'running'
				""")
			.param("phase", progress.phase())
			.param("done", progress.done())
			.param("failed", progress.failed())
			.param("total", progress.total())
			.param("fallbacks", progress.fallbacks())
			.param("id", id.value())
			.param("run", run)
			.update() == 1;
	}

	/**
	 * Put a running job back: it waits for something, or the service stops.
	 */
	boolean putBack(JobId id, int run, @Nullable String phase, Duration worked) {
		return this.jdbc.sql("""
				update job set state = 'queued', phase = :phase, worked_ms = :worked
				where id = :id and run = :run and state = 'running'
				""")
			.param("phase", phase)
			.param("worked", worked.toMillis())
			.param("id", id.value())
			.param("run", run)
			.update() == 1;
	}

	boolean finish(JobId id, int run, JobStep.Finish finish, Instant expiresAt, Duration worked) {
		return this.jdbc.sql("""
				update job set state = 'finished', verdict = :verdict, error = :error, result = :result,
					result_payload = :payload, phase = null, worked_ms = :worked, finished_at = :now,
					expires_at = :expires, input_payload = null, items_done = :done, items_failed = :failed,
					items_total = :total, fallbacks = :fallbacks, fallback_reason = :reason
				where id = :id and run = :run and state in ('running', 'cancelling')
				""")
			.param("verdict", finish.verdict().word())
			.param("error", finish.error())
			.param("result", finish.result())
			.param("payload", (finish.resultPayload() != null) ? finish.resultPayload().value() : null)
			.param("worked", worked.toMillis())
			.param("now", now())
			.param("expires", expiresAt.atOffset(ZoneOffset.UTC))
			.param("done", finish.progress().done())
			.param("failed", finish.progress().failed())
			.param("total", finish.progress().total())
			.param("fallbacks", finish.progress().fallbacks())
			.param("reason", finish.message().fallbackReason())
			.param("id", id.value())
			.param("run", run)
			.update() == 1;
	}

	Optional<JobRecord> find(JobId id) {
		return this.jdbc.sql("select * from job where id = :id")
			.param("id", id.value())
			.query((row, index) -> record(row))
			.optional();
	}

	Optional<String> owner(JobId id) {
		return this.jdbc.sql("select owner from job where id = :id")
			.param("id", id.value())
			.query(String.class)
			.optional();
	}

	/**
	 * Return how long the last jobs of a kind were worked on, on average.
	 * @return the average, or nothing if none is finished
	 */
	Optional<Duration> usualWork(String kind) {
		return this.jdbc.sql("""
				select avg(worked_ms) from (
					select worked_ms from job where kind = :kind and finished_at is not null
					order by finished_at desc limit 20) recent
				""")
			.param("kind", kind)
			.query((row, index) -> Optional.ofNullable(row.getBigDecimal(1)))
			.single()
			.map((millis) -> Duration.ofMillis(millis.longValue()));
	}

	Set<PayloadId> payloadsInUse() {
		return this.jdbc.sql("""
				select input_payload from job where input_payload is not null
				union select result_payload from job where result_payload is not null
				""").query(UUID.class).list().stream().map(PayloadId::new).collect(Collectors.toSet());
	}

	@Override
	public List<JobId> open() {
		return this.jdbc.sql("select id from job where state <> 'finished'")
			.query(UUID.class)
			.list()
			.stream()
			.map(JobId::new)
			.toList();
	}

	/**
	 * Return finished jobs whose time is over.
	 */
	List<Expired> expired(int limit) {
		return this.jdbc.sql(
				"select id, result_payload from job where state = 'finished' and expires_at < :now and not exists (select 1 from delivery where delivery.job_id = job.id and delivery.state = 'pending') order by expires_at limit :limit")
			.param("now", now())
			.param("limit", limit)
			.query((row, index) -> new Expired(new JobId(row.getObject("id", UUID.class)),
					payload(row, "result_payload")))
			.list();
	}

	/**
	 * Delete a job whose time is over, unless that is no longer so: a re-delivery may
	 * have come in between.
	 * @return whether it is gone by this
	 */
	boolean deleteExpired(JobId id) {
		return this.jdbc.sql("""
				delete from job where id = :id and state = 'finished' and expires_at < :now
					and not exists (select 1 from delivery where delivery.job_id = job.id
						and delivery.state = 'pending')
				""").param("id", id.value()).param("now", now()).update() == 1;
	}

	@Override
	public boolean keep(JobId job, Instant until) {
		// Written even if it stays the same: who deletes the job at the same moment then
		// looks at it again.
		return this.jdbc
			.sql("update job set expires_at = greatest(expires_at, :until) where id = :id and state = 'finished'")
			.param("until", until.atOffset(ZoneOffset.UTC))
			.param("id", job.value())
			.update() == 1;
	}

	@Override
	public boolean hold(JobId job) {
		return this.jdbc.sql("select id from job where id = :id for update")
			.param("id", job.value())
			.query(UUID.class)
			.optional()
			.isPresent();
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

	private static Job job(ResultSet row) throws SQLException {
		String callback = row.getString("callback_url");
		return new Job(new JobId(row.getObject("id", UUID.class)), row.getString("owner"), row.getString("kind"),
				row.getString("filename"), row.getString("request"), payload(row, "input_payload"),
				row.getString("result"), payload(row, "result_payload"),
				(callback != null) ? CallbackUrl.stored(callback) : null,
				row.getObject("created_at", OffsetDateTime.class).toInstant());
	}

	private static JobRecord record(ResultSet row) throws SQLException {
		String verdict = row.getString("verdict");
		return new JobRecord(job(row), JobState.of(row.getString("state")), verdict, row.getBoolean("cancelled"),
				row.getString("error"), row.getString("phase"), row.getInt("items_done"), row.getInt("items_failed"),
				row.getInt("items_total"), row.getInt("fallbacks"), row.getString("fallback_reason"),
				row.getString("model"), row.getInt("attempts"), instant(row, "started_at"), instant(row, "finished_at"),
				instant(row, "expires_at"));
	}

	private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
		return (value != null) ? value.toInstant() : null;
	}

	private static @Nullable PayloadId payload(ResultSet row, String column) throws SQLException {
		UUID value = row.getObject(column, UUID.class);
		return (value != null) ? new PayloadId(value) : null;
	}

	/**
	 * A run that has begun.
	 *
	 * @param job the job
	 * @param run the number of the run
	 * @param crashes how many runs ended with their process
	 * @param startedAt when the first run began
	 * @param worked how long the job was worked on before this run
	 * @param cancelled whether all that is left is to end the job
	 */
	record Begun(Job job, int run, int crashes, Instant startedAt, Duration worked, boolean cancelled) {

	}

	/**
	 * A job whose time is over.
	 *
	 * @param id the job
	 * @param resultPayload its payload, or {@code null}
	 */
	record Expired(JobId id, @Nullable PayloadId resultPayload) {

	}

}
