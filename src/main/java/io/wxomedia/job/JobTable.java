package io.wxomedia.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.wxomedia.trace.Origin;
import io.wxomedia.trace.TraceScope;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;

/**
 * The jobs in the database. Every change is conditional: on the state, and once a job
 * runs on the run that makes it.
 */
class JobTable {

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
					trace_parent, trace_state, request_id, input_bytes, result_bytes, retries)
				values (:id, :kind, 'queued', false, :filename, :callback, :owner, :request, :input,
					0, 0, :total, 0, 0, 0, 0, 0, :now, :trace, :state, :asked, :inputBytes, :resultBytes, false)
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
	 * Begin the next run of a job.
	 * @return the run, or nothing if the job is finished or gone
	 */
	Optional<JobLife.Begun> begin(JobId id) {
		// A job that is found running was left by a process that died.
		return changed(this.jdbc.sql("""
				update job set run = run + 1, started_at = coalesce(started_at, :now),
					crashes = crashes + case when state = 'running' then 1 else 0 end, state = 'running'
				where id = :id and state in ('queued', 'running')
				""").param("now", now()).param("id", id.value()));
	}

	/**
	 * Change the row of a job and read it as it is then, in one statement.
	 */
	private Optional<JobLife.Begun> changed(JdbcClient.StatementSpec change) {
		KeyHolder row = new GeneratedKeyHolder();
		change.update(row, JobRows.OF_A_RUN);
		return row.getKeyList().stream().findFirst().map(this::begun);
	}

	private JobLife.Begun begun(Map<String, @Nullable Object> row) {
		return JobRows.begun(row, this.clock.instant());
	}

	/**
	 * Take a job that is not finished away from whoever works on it, for good: the run
	 * that begins by this is its last one.
	 * @return the run, or nothing if the job is finished, gone or taken already
	 */
	Optional<JobLife.Begun> cancel(JobId id) {
		return changed(this.jdbc.sql("""
				update job set run = run + 1, state = 'cancelling', cancelled = true, phase = null
				where id = :id and state in ('queued', 'running')
				""").param("id", id.value()));
	}

	/**
	 * Take a job that is not finished, to give it its verdict in the same transaction.
	 * @return the run, or nothing if the job is finished, gone or being cancelled
	 */
	Optional<JobLife.Begun> settle(JobId id) {
		return changed(this.jdbc.sql("""
				update job set run = run + 1, state = 'running', started_at = coalesce(started_at, :now)
				where id = :id and state in ('queued', 'running')
				""").param("now", now()).param("id", id.value()));
	}

	/**
	 * Begin another run of a job whose cancelling was broken off.
	 * @return the run, or nothing if there is no such job
	 */
	Optional<JobLife.Begun> resumeCancelling(JobId id) {
		return changed(this.jdbc.sql("update job set run = run + 1 where id = :id and state = 'cancelling'")
			.param("id", id.value()));
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
	boolean putBack(JobId id, int run, @Nullable String phase, @Nullable Instant until, Duration worked) {
		return this.jdbc.sql("""
				update job set state = 'queued', phase = :phase, waits_until = :until, worked_ms = :worked
				where id = :id and run = :run and state = 'running'
				""")
			.param("phase", phase)
			.param("until", (until != null) ? until.atOffset(ZoneOffset.UTC) : null)
			.param("worked", worked.toMillis())
			.param("id", id.value())
			.param("run", run)
			.update() == 1;
	}

	boolean finish(JobId id, int run, JobStep.Finish finish, JobLife.Kept kept, Duration worked) {
		return this.jdbc.sql("""
				update job set state = 'finished', verdict = :verdict, error = :error, result = :result,
					result_payload = :payload, phase = null, worked_ms = :worked, finished_at = :now,
					expires_at = :expires, kept = (callback_url is not null),
					input_payload = case when :keepsInput then input_payload else null end,
					input_until = :inputUntil, items_done = :done, items_failed = :failed,
					items_total = :total, fallbacks = :fallbacks, fallback_reason = :reason
				where id = :id and run = :run and state in ('running', 'cancelling')
				""")
			.param("verdict", finish.verdict().word())
			.param("error", finish.error())
			.param("result", finish.result())
			.param("payload", (finish.resultPayload() != null) ? finish.resultPayload().value() : null)
			.param("worked", worked.toMillis())
			.param("now", now())
			.param("expires", kept.until().atOffset(ZoneOffset.UTC))
			.param("keepsInput", kept.inputUntil() != null)
			.param("inputUntil", (kept.inputUntil() != null) ? kept.inputUntil().atOffset(ZoneOffset.UTC) : null)
			.param("done", finish.progress().done())
			.param("failed", finish.progress().failed())
			.param("total", finish.progress().total())
			.param("fallbacks", finish.progress().fallbacks())
			.param("reason", finish.message().fallbackReason())
			.param("id", id.value())
			.param("run", run)
			.update() == 1;
	}

	/**
	 * Note which job tries a finished one again, unless another one does. The row is held
	 * first: whoever had to wait for it then sees what the other wrote, the new job too.
	 * @return whether it does now
	 */
	boolean retriedAs(JobId earlier, JobId again) {
		this.jdbc.sql("select id from job where id = :id for update")
			.param("id", earlier.value())
			.query(UUID.class)
			.optional();
		boolean retried = this.jdbc.sql("""
				update job set retried_as = :again
				where id = :earlier and state = 'finished' and verdict <> 'completed' and (retried_as is null
					or not exists (select 1 from job later where later.id = job.retried_as))
				""").param("again", again.value()).param("earlier", earlier.value()).update() == 1;
		if (retried) {
			this.jdbc.sql("update job set retries = true where id = :again").param("again", again.value()).update();
		}
		return retried;
	}

	private OffsetDateTime now() {
		return this.clock.instant().atOffset(ZoneOffset.UTC);
	}

}
